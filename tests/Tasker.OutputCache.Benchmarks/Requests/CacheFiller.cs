using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Asks for everything once, before anything is measured.</summary>
internal static class CacheFiller
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);

    /// <summary>Asks until the handler has nothing to do any more, and makes sure of where the answers come from.</summary>
    public static async Task FillAsync(RequestHost host, Contestant contestant)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
        await Eventually.Async(
            async token =>
            {
                var before = host.Runs;
                await Parallel.ForAsync(0, RequestHost.Keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = token }, async (key, _) =>
                    (await AskAsync(client, contestant, key)).Dispose());
                return host.Runs == before;
            },
            _deadline,
            $"{contestant.Name} has everything stored");

        if (contestant.Variant is Variant.Tasker or Variant.TaskerMiddleware)
        {
            using var response = await AskAsync(client, contestant, 0);
            var status = response.Headers.GetValues("Cache-Status").Single();
            if (!status.Contains(contestant.Place == Place.Far ? "detail=far" : "detail=near", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{contestant.Name}: the answer comes from elsewhere: {status}");
            }
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, Contestant contestant, int key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, RequestHost.Path + RequestHost.QueryOf(key));
        // The framework's keys have the host in them.
        request.Headers.Host = "localhost";
        if (contestant.Headers.Length > 0)
        {
            var header = contestant.Headers.TrimEnd().Split(": ");
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return response;
    }
}
