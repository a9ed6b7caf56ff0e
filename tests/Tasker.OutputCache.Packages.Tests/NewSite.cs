using System.Net.Http.Json;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.Packages.Tests;

/// <summary>A new project that runs.</summary>
internal sealed class NewSite : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private NewSite(ChildProcess process, HttpClient client) => (_process, _client) = (process, client);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<NewSite> StartAsync(ChildProcessStart start, Uri address)
    {
        var site = new NewSite(await ChildProcess.StartAsync(start), new HttpClient { BaseAddress = address });
        try
        {
            await Eventually.Async(
                () => site._process.HasExited || site._process.Output.Text.Contains("Application started", StringComparison.Ordinal),
                TimeSpan.FromMinutes(2), "the site has started", Token);
            return site._process.HasExited ? throw new InvalidOperationException(site._process.Output.Text) : site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public Uri Address => _client.BaseAddress!;

    public Task<string> GetAsync(string query) => StatusOfAsync($"/v1/analytics/performance{query}");

    /// <summary>Returns the first two parts of <c>Cache-Status</c>.</summary>
    public async Task<string> StatusOfAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Token);
        response.EnsureSuccessStatusCode();
        return string.Join(';', Assert.Single(response.Headers.GetValues("Cache-Status")).Split(';').Take(2));
    }

    public Task PostAsync(string ns) => SendAsync("/v1/executions", new { @namespace = ns, milliseconds = 120 });

    public async Task SendAsync<T>(string path, T body)
    {
        using var response = await _client.PostAsJsonAsync(path, body, Token);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        // dotnet run passes it on to the site; killed, it would leave it behind.
        await _process.StopAsync(TimeSpan.FromSeconds(30));
        await _process.DisposeAsync();
        _client.Dispose();
    }
}
