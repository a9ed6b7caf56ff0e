using System.Net;

namespace Tasker.OutputCache.Testing.Tests.Assertions;

public sealed class CacheAssertTests
{
    private const string Near = "tasker; hit; ttl=42; detail=near";
    private const string Stored = "tasker; fwd=miss; stored";
    private const string Cookie = "tasker; fwd=miss; detail=set-cookie";
    private const string Waited = "tasker; fwd=miss; collapsed";
    private const string Bypass = "tasker; fwd=bypass; detail=authorization";
    private const string Method = "tasker; fwd=method";
    private const string Refreshed = "tasker; fwd=stale; ttl=60; stored";

    private static HttpResponseMessage Response(string? status, HttpStatusCode code = HttpStatusCode.OK)
    {
        var response = new HttpResponseMessage(code) { RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://localhost/v1/orders?id=7") };
        if (status is not null)
        {
            response.Headers.Add("Cache-Status", status);
        }

        return response;
    }

    private static bool Passes(Action assertion)
    {
        try
        {
            assertion();
            return true;
        }
        catch (CacheAssertException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData(Near, true, false, false, false)]
    [InlineData("tasker; hit; ttl=-1; detail=stale-while-revalidate", true, false, false, false)]
    [InlineData(Stored, false, true, true, false)]
    [InlineData(Refreshed, false, true, true, false)]
    [InlineData(Waited, false, true, false, false)]
    [InlineData(Cookie, false, true, false, true)]
    [InlineData(Bypass, false, false, false, true)]
    [InlineData(Method, false, false, false, true)]
    [InlineData(null, false, false, false, false)]
    public void Assertions_OfAStatus_PassWhereTheyShould(string? status, bool hit, bool miss, bool stored, bool notCached)
    {
        using var response = Response(status);

        Assert.Equal(
            (hit, miss, stored, notCached),
            (Passes(() => CacheAssert.Hit(response)), Passes(() => CacheAssert.Miss(response)), Passes(() => CacheAssert.Stored(response)), Passes(() => CacheAssert.NotCached(response))));
    }

    [Fact]
    public void Assertions_WithAReason_CompareIt()
    {
        using var cookie = Response(Cookie);
        using var method = Response(Method);
        using var hit = Response(Near);

        Assert.True(Passes(() => CacheAssert.Miss(cookie, "set-cookie")));
        Assert.False(Passes(() => CacheAssert.Miss(cookie, "no-store")));
        Assert.True(Passes(() => CacheAssert.NotCached(cookie, "set-cookie")));
        Assert.False(Passes(() => CacheAssert.NotCached(cookie, "authorization")));
        Assert.True(Passes(() => CacheAssert.NotCached(method, "method")));
        Assert.True(Passes(() => CacheAssert.Hit(hit, "near")));
        Assert.False(Passes(() => CacheAssert.Hit(hit, "far")));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotModified, Near, true)]
    [InlineData(HttpStatusCode.OK, Near, false)]
    [InlineData(HttpStatusCode.NotModified, Stored, false)]
    public void NotModified_OfTheCache_Passes(HttpStatusCode code, string status, bool passes)
    {
        using var response = Response(status, code);

        Assert.Equal(passes, Passes(() => CacheAssert.NotModified(response)));
    }

    [Fact]
    public void Hit_OfABypass_SaysWhatTheHeaderSaid()
    {
        using var response = Response(Bypass);

        var exception = Assert.Throws<CacheAssertException>(() => CacheAssert.Hit(response));

        Assert.Equal(
            "Expected a hit for GET /v1/orders?id=7, and got 200 OK with 'Cache-Status: tasker; fwd=bypass; detail=authorization'. "
            + "The request bypassed the cache: the request has a user or an Authorization header, and the resource has no partition.",
            exception.Message);
    }

    [Fact]
    public void Stored_OfAnUndeclaredInput_NamesIt()
    {
        using var response = Response("tasker; fwd=miss; detail=undeclared-header-accept-language");

        var exception = Assert.Throws<CacheAssertException>(() => CacheAssert.Stored(response));

        Assert.EndsWith("The handler ran, and its response was not stored: the handler read 'header-accept-language', which is not part of the key.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Miss_WithoutTheHeader_SaysWhatIsMissing()
    {
        using var response = Response(null, HttpStatusCode.NotFound);

        var exception = Assert.Throws<CacheAssertException>(() => CacheAssert.Miss(response));

        Assert.Contains("got 404 NotFound without Cache-Status", exception.Message, StringComparison.Ordinal);
        Assert.Contains("UseOutputCache()", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evicted_AnotherTag_ListsWhatWasEvicted()
    {
        var evictions = new EvictionRecorder();
        var payments = CacheTag.For("analytics").With("namespace", "payments");
        evictions.Add(new RecordedEviction([payments, "reports"], EvictionMode.Hard, EvictionResult.Confirmed, default));
        evictions.Add(new RecordedEviction(["templates"], EvictionMode.Soft, EvictionResult.Journaled, default));
        evictions.Add(new RecordedEviction(["refused"], EvictionMode.Hard, EvictionResult.Refused, default));

        CacheAssert.Evicted(evictions, payments);
        CacheAssert.Evicted(evictions, "reports");
        CacheAssert.Evicted(evictions, "templates", EvictionMode.Soft);
        CacheAssert.NotEvicted(evictions, "analytics");
        CacheAssert.NotEvicted(evictions, "refused");
        Assert.False(Passes(() => CacheAssert.Evicted(evictions, "templates")));
        Assert.False(Passes(() => CacheAssert.NotEvicted(evictions, "reports")));
        Assert.False(Passes(() => CacheAssert.NothingEvicted(evictions)));
        var exception = Assert.Throws<CacheAssertException>(() => CacheAssert.Evicted(evictions, "analytics"));
        Assert.Equal(
            ["Expected an eviction of analytics. Evicted were:", "  analytics|namespace=payments and reports, confirmed", "  templates, soft, journaled", "  refused, refused"],
            exception.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void Failure_OfXunit_IsAFailedAssertionAndNoError() =>
        Assert.Contains(typeof(CacheAssertException).GetInterfaces(), static type => type.Name == "IAssertionException");
}
