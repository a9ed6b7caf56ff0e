namespace Tasker.OutputCache.TestHost;

/// <summary>Reads rows from the process that has them. That process counts who asks.</summary>
internal sealed class RowClient(HttpClient client)
{
    /// <exception cref="HttpRequestException">The database has refused.</exception>
    public Task<string> ReadAsync(string resource, string row, CancellationToken cancellationToken) =>
        client.GetStringAsync(new Uri($"/rows/{resource}/{row}", UriKind.Relative), cancellationToken);
}
