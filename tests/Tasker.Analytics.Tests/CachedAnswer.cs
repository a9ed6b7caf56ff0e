using System.Globalization;

namespace Tasker.Analytics.Tests;

/// <summary>An answer, and what its headers say of where it came from.</summary>
internal sealed record CachedAnswer(string Body, int HandlerRuns, string CacheStatus)
{
    public bool IsHit => CacheStatus.StartsWith("tasker; hit;", StringComparison.Ordinal);

    public static async Task<CachedAnswer> GetAsync(SampleHost host, string path, string? authorization = null)
    {
        var token = TestContext.Current.CancellationToken;
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, token);
        response.EnsureSuccessStatusCode();
        return new CachedAnswer(
            await response.Content.ReadAsStringAsync(token),
            int.Parse(Assert.Single(response.Headers.GetValues("X-Handler-Runs")), CultureInfo.InvariantCulture),
            Assert.Single(response.Headers.GetValues("Cache-Status")));
    }
}
