using System.Globalization;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Parts of a body that is held (RFC 9110, section 14).</summary>
public abstract class RangeContract : BehaviourContract
{
    private const string Modified = "Tue, 01 Sep 2026 10:00:00 GMT";

    protected RangeContract() => Body = static _ => "0123456789";

    [Theory]
    [InlineData("bytes=0-0", "0", "bytes 0-0/10")]
    [InlineData("bytes=2-4", "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=-30", "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=5-999999999999999999999", "56789", "bytes 5-9/10")]
    [InlineData("Bytes=0-1", "01", "bytes 0-1/10")]
    [InlineData("bytes= 0-1 ,", "01", "bytes 0-1/10")]
    public async Task Range_OneOfTheBody_Is206(string range, string body, string contentRange)
    {
        Respond = static context => context.Response.Headers["X-Other"] = "1";
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("Range", range));

        Assert.Equal((206, body), ((int)response.StatusCode, await TextOf(response)));
        Assert.Equal(contentRange, Header(response, "Content-Range"));
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        Assert.Equal("bytes", Header(response, "Accept-Ranges"));
        Assert.Equal("1", Header(response, "X-Other"));
        Assert.Equal(TagOf(await AssertHitAsync(app)), TagOf(response));
        Assert.Equal(1, Runs);
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=999999999999999999999-")]
    [InlineData("bytes=-0")]
    public async Task Range_BeyondTheBody_Is416(string range)
    {
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("Range", range));

        Assert.Equal((416, ""), ((int)response.StatusCode, await TextOf(response)));
        Assert.Equal("bytes */10", Header(response, "Content-Range"));
    }

    [Theory]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=-")]
    [InlineData("bytes=")]
    [InlineData("bytes=1--2")]
    [InlineData("bytes=+1-2")]
    [InlineData("items=0-1")]
    [InlineData("0-1")]
    public async Task Range_SeveralOrMalformed_IsWhole(string range)
    {
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("Range", range));

        Assert.Equal((200, "0123456789"), ((int)response.StatusCode, await TextOf(response)));
        Assert.Null(Header(response, "Content-Range"));
    }

    [Theory]
    [InlineData("\"v1\"", 206)]
    [InlineData("W/\"v1\"", 200)]
    [InlineData("\"v2\"", 200)]
    [InlineData(Modified, 206)]
    [InlineData("Tue, 01 Sep 2026 10:00:01 GMT", 200)]
    [InlineData("Tue, 01 Sep 2026 09:59:59 GMT", 200)]
    [InlineData("v1", 200)]
    public async Task IfRange_OnlyTheSameBody_IsPartial(string condition, int status)
    {
        Respond = static context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = Modified;
        };
        await using var app = await StartAsync();

        Assert.Equal(status, (int)(await GetHitAsync(app, ("Range", "bytes=0-1"), ("If-Range", condition))).StatusCode);
    }

    [Fact]
    public async Task IfRange_ModifiedJustNow_IsWhole()
    {
        // It may have changed once more within the same second.
        var now = DateTimeOffset.UtcNow.AddMinutes(5).ToString("R", CultureInfo.InvariantCulture);
        Respond = context => context.Response.Headers.LastModified = now;
        await using var app = await StartAsync();

        Assert.Equal(200, (int)(await GetHitAsync(app, ("Range", "bytes=0-1"), ("If-Range", now))).StatusCode);
    }

    [Fact]
    public async Task IfRange_WeakTagOfTheHandler_IsWhole()
    {
        Respond = static context => context.Response.Headers.ETag = "W/\"v1\"";
        await using var app = await StartAsync();

        Assert.Equal(200, (int)(await GetHitAsync(app, ("Range", "bytes=0-1"), ("If-Range", "W/\"v1\""))).StatusCode);
    }

    [Fact]
    public async Task Range_WithConditions_ConditionsComeFirst()
    {
        await using var app = await StartAsync();
        var tag = Header(await GetHitAsync(app), "ETag")!;

        Assert.Equal(304, (int)(await AssertHitAsync(app, ("Range", "bytes=0-1"), ("If-None-Match", tag))).StatusCode);
        Assert.Equal(412, (int)(await AssertHitAsync(app, ("Range", "bytes=0-1"), ("If-Match", "\"other\""))).StatusCode);
        Assert.Equal(206, (int)(await AssertHitAsync(app, ("Range", "bytes=0-1"), ("If-Match", tag))).StatusCode);
    }

    [Fact]
    public async Task Range_OfAnEncodedResponse_IsOfThePlainBody()
    {
        Body = static _ => string.Concat(Enumerable.Repeat("0123456789", 500));
        await using var app = await StartAsync();
        var encoded = Header(await GetHitAsync(app, ("Accept-Encoding", "br")), "ETag")!;

        var part = await AssertHitAsync(app, ("Accept-Encoding", "br"), ("Range", "bytes=12-14"));
        Assert.Equal((206, "234"), ((int)part.StatusCode, await TextOf(part)));
        Assert.Null(Header(part, "Content-Encoding"));
        Assert.Equal("bytes 12-14/5000", Header(part, "Content-Range"));

        // The client has the beginning of another sequence of bytes.
        var whole = await AssertHitAsync(app, ("Accept-Encoding", "br"), ("Range", "bytes=12-14"), ("If-Range", encoded));
        Assert.Equal(200, (int)whole.StatusCode);
        Assert.Equal("br", Header(whole, "Content-Encoding"));
    }

    [Fact]
    public async Task Range_HandlerWantsNone_IsWhole()
    {
        Respond = static context => context.Response.Headers.AcceptRanges = "none";
        await using var app = await StartAsync();

        Assert.Equal(200, (int)(await GetHitAsync(app, ("Range", "bytes=0-1"))).StatusCode);
    }

    [Fact]
    public async Task Range_OfAHead_IsIgnored()
    {
        await using var app = await StartAsync();
        await GetAsync(app);

        Assert.Equal(200, (int)(await SendAsync(app, HttpMethod.Head, "/x", ("Range", "bytes=0-1"))).StatusCode);
    }

    [Fact]
    public async Task Range_OfAMiss_GoesToTheHandlerAndIsNotStored()
    {
        await using var app = await StartAsync();

        Assert.Equal("tasker; fwd=miss; detail=range", StatusOf(await GetAsync(app, ("Range", "bytes=0-1"))));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await GetAsync(app)));
    }

    [Fact]
    public async Task PartialContent_OfTheHandler_IsNotStored()
    {
        Respond = static context => context.Response.StatusCode = 206;
        await using var app = await StartAsync();

        await GetAsync(app);
        Assert.Equal("tasker; fwd=miss; detail=status", StatusOf(await GetAsync(app)));
    }
}
