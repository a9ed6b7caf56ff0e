using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tasker.Caching.Purging;

/// <summary>Purges over HTTP.</summary>
internal sealed class HttpCachePurger(HttpPurgeOptions options, HttpMessageInvoker client) : ICachePurger
{
    // Limits of the APIs: keys of one request.
    private const int FastlyBatch = 256;
    private const int CloudflareBatch = 30;

    // A header of Varnish has 8 KB at most, its name included, and so has the workspace that it is handled in.
    private const int VarnishBatch = 4096;

    public async Task PurgeAsync(CachePurge purge, CancellationToken cancellationToken)
    {
        if (options.Url.Length == 0)
        {
            return;
        }

        foreach (var request in RequestsOf(purge))
        {
            using (request)
            {
                using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                await ThrowUnlessDoneAsync(response, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ThrowUnlessDoneAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        if (options.Kind != HttpPurgeKind.Cloudflare)
        {
            return;
        }

        // It answers with 200 and says in the body whether it has done it.
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        using var json = JsonDocument.Parse(body);
        if (!json.RootElement.TryGetProperty("success", out var success) || success.ValueKind != JsonValueKind.True)
        {
            throw new HttpRequestException("Cloudflare has answered that it did not purge.");
        }
    }

    private IEnumerable<HttpRequestMessage> RequestsOf(CachePurge purge) => options.Kind switch
    {
        HttpPurgeKind.Fastly when purge.IsEverything => [Fastly("/purge_all", purge, null)],
        HttpPurgeKind.Fastly => purge.Keys.Chunk(FastlyBatch).Select(keys => Fastly("/purge", purge, keys)),
        HttpPurgeKind.Cloudflare when purge.IsEverything => [Cloudflare("{\"purge_everything\":true}")],
        HttpPurgeKind.Cloudflare => purge.Keys.Chunk(CloudflareBatch).Select(keys => Cloudflare($"{{\"tags\":{Json(keys)}}}")),
        _ when purge.IsEverything => [Varnish(".")],
        _ => PurgePattern.Of(purge.Keys, VarnishBatch).Select(Varnish),
    };

    private HttpRequestMessage Fastly(string path, CachePurge purge, string[]? keys)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url.TrimEnd('/') + path);
        request.Headers.TryAddWithoutValidation("Fastly-Key", options.Token);
        if (keys is not null)
        {
            request.Headers.TryAddWithoutValidation("Surrogate-Key", string.Join(' ', keys));
        }

        if (purge.IsSoft)
        {
            request.Headers.TryAddWithoutValidation("Fastly-Soft-Purge", "1");
        }

        return request;
    }

    private HttpRequestMessage Cloudflare(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url.TrimEnd('/') + "/purge_cache") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = options.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        return request;
    }

    private static string Json(string[] keys) => $"[{string.Join(',', keys.Select(static key => $"\"{JsonEncodedText.Encode(key)}\""))}]";

    private HttpRequestMessage Varnish(string pattern)
    {
        var request = new HttpRequestMessage(new HttpMethod("BAN"), options.Url);
        request.Headers.TryAddWithoutValidation("X-Purge-Keys", pattern);
        if (options.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("X-Purge-Token", token);
        }

        return request;
    }
}
