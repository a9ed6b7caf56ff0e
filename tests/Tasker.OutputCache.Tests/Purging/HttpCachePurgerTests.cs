using System.Net;
using Tasker.Caching;
using Tasker.Caching.Purging;
using Xunit;

namespace Tasker.OutputCache.Tests.Purging;

public sealed class HttpCachePurgerTests : IDisposable
{
    private readonly RecordedServer _server = new();

    public void Dispose() => _server.Dispose();

    private Task PurgeAsync(HttpPurgeKind kind, CachePurge purge) => new HttpCachePurger(
        new HttpPurgeOptions { Kind = kind, Url = "https://cdn.test/base/", Token = "secret" }, new HttpMessageInvoker(_server)).PurgeAsync(purge, TestContext.Current.CancellationToken);

    private static CachePurge Keys(int count) => new() { Keys = [.. Enumerable.Range(0, count).Select(static i => $"k{i}")] };

    [Fact]
    public async Task Fastly_Keys_InBatches()
    {
        await PurgeAsync(HttpPurgeKind.Fastly, Keys(300));

        Assert.Equal(2, _server.Requests.Count);
        Assert.All(_server.Requests, static request => Assert.StartsWith("POST https://cdn.test/base/purge\nFastly-Key: secret\nSurrogate-Key: k", request, StringComparison.Ordinal));
        Assert.DoesNotContain("Soft", _server.Requests[0], StringComparison.Ordinal);
        Assert.Equal(300, _server.Requests.Sum(static request => request[(request.IndexOf("Surrogate-Key: ", StringComparison.Ordinal) + 15)..].Trim().Split(' ').Length));
    }

    [Fact]
    public async Task Fastly_Soft_SaysSo()
    {
        await PurgeAsync(HttpPurgeKind.Fastly, Keys(1) with { IsSoft = true });

        Assert.Equal("POST https://cdn.test/base/purge\nFastly-Key: secret\nSurrogate-Key: k0\nFastly-Soft-Purge: 1\n", Assert.Single(_server.Requests));
    }

    [Fact]
    public async Task Fastly_Everything()
    {
        await PurgeAsync(HttpPurgeKind.Fastly, new CachePurge { Keys = [], IsEverything = true });

        Assert.Equal("POST https://cdn.test/base/purge_all\nFastly-Key: secret\n", Assert.Single(_server.Requests));
    }

    [Fact]
    public async Task Cloudflare_Keys_AreTagsInBatches()
    {
        _server.Body = "{\"success\":true}";
        await PurgeAsync(HttpPurgeKind.Cloudflare, Keys(31));

        Assert.Equal(2, _server.Requests.Count);
        Assert.Equal("POST https://cdn.test/base/purge_cache\nAuthorization: Bearer secret\n{\"tags\":[\"k30\"]}", _server.Requests[1]);
    }

    [Fact]
    public async Task Cloudflare_Everything()
    {
        _server.Body = "{\"success\":true}";
        await PurgeAsync(HttpPurgeKind.Cloudflare, new CachePurge { Keys = [], IsEverything = true });

        Assert.EndsWith("{\"purge_everything\":true}", Assert.Single(_server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cloudflare_SaysThatItDidNot_Throws()
    {
        _server.Body = "{\"success\":false}";

        await Assert.ThrowsAsync<HttpRequestException>(() => PurgeAsync(HttpPurgeKind.Cloudflare, Keys(1)));
    }

    [Theory]
    [InlineData(HttpPurgeKind.Varnish)]
    [InlineData(HttpPurgeKind.Fastly)]
    [InlineData(HttpPurgeKind.Cloudflare)]
    public async Task AnyKind_IsRefused_Throws(HttpPurgeKind kind)
    {
        _server.Status = HttpStatusCode.ServiceUnavailable;

        await Assert.ThrowsAsync<HttpRequestException>(() => PurgeAsync(kind, Keys(1)));
    }

    [Fact]
    public async Task Varnish_ManyKeys_NoHeaderIsLongerThanItTakes()
    {
        await PurgeAsync(HttpPurgeKind.Varnish, Keys(2000));

        Assert.True(_server.Requests.Count > 1);
        Assert.All(_server.Requests, static request => Assert.InRange(request.Length, 1, 4300));
    }
}
