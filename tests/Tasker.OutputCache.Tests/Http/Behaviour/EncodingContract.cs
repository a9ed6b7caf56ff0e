using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Every client gets the encoding that it likes best, compressed once.</summary>
public abstract class EncodingContract : BehaviourContract
{
    private const int Length = 20_000;

    protected EncodingContract() => Body = static run => $"run {run} " + string.Concat(Enumerable.Repeat("compressible ", Length / 13));

    private static async Task<string> DecodeAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength ?? bytes.Length);
        await using Stream stream = Header(response, "Content-Encoding") switch
        {
            "br" => new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress),
            "gzip" => new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress),
            null => new MemoryStream(bytes),
            var other => throw new InvalidOperationException(other),
        };
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip;q=1.0, br;q=0.5", "gzip")]
    [InlineData("GZIP;Q=0.3", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("br;q=0, *;q=0.001", "gzip")]
    [InlineData("identity;q=0", null)]
    [InlineData("identity;q=0, gzip;q=0.1", "gzip")]
    [InlineData("*;q=0, gzip", "gzip")]
    [InlineData("identity, gzip;q=0.5", null)]
    [InlineData("identity;q=0.5, gzip", "gzip")]
    [InlineData("gzip;q=0, br;q=0", null)]
    [InlineData("deflate, zstd", null)]
    [InlineData("gzip;q=2", null)]
    [InlineData("gzip;q=, br;q=x", null)]
    [InlineData("br;level=3", null)]
    [InlineData(",, br ,", "br")]
    [InlineData("", null)]
    public async Task AcceptEncoding_IsAnsweredWithWhatIsHeld(string accepted, string? encoding)
    {
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("Accept-Encoding", accepted));

        Assert.Equal(encoding, Header(response, "Content-Encoding"));
        Assert.Equal(Body(1), await DecodeAsync(response));
        Assert.Equal("Accept-Encoding", Header(response, "Vary"));
        if (encoding is not null)
        {
            Assert.True(response.Content.Headers.ContentLength < Length / 10);
        }
    }

    [Fact]
    public async Task Tags_OfEncodings_AreDifferentAndMatchForTheSelectedOneOnly()
    {
        await using var app = await StartAsync();
        await GetAsync(app);
        var tags = new Dictionary<string, string>();
        foreach (var accepted in new[] { "identity", "gzip", "br" })
        {
            tags[accepted] = Header(await AssertHitAsync(app, ("Accept-Encoding", accepted)), "ETag")!;
        }

        Assert.Equal(3, tags.Values.Distinct().Count());
        foreach (var accepted in tags.Keys)
        {
            foreach (var (other, tag) in tags)
            {
                var response = await AssertHitAsync(app, ("Accept-Encoding", accepted), ("If-None-Match", tag));
                Assert.Equal(other == accepted ? 304 : 200, (int)response.StatusCode);
            }
        }
    }

    [Theory]
    [InlineData("\"v1\"", "W/\"v1\"")]
    [InlineData("W/\"v1\"", "W/\"v1\"")]
    public async Task HandlersTag_OfAnEncoding_IsWeak(string tag, string expected)
    {
        Respond = context => context.Response.Headers.ETag = tag;
        await using var app = await StartAsync();

        Assert.Equal(expected, Header(await GetHitAsync(app, ("Accept-Encoding", "br")), "ETag"));
        Assert.Equal(304, (int)(await AssertHitAsync(app, ("Accept-Encoding", "br"), ("If-None-Match", tag))).StatusCode);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/zip")]
    [InlineData("font/woff2")]
    [InlineData("video/mp4")]
    [InlineData("application/octet-stream")]
    [InlineData("text/event-stream")]
    [InlineData(null)]
    public async Task Types_ThatAreCompressedAlready_AreLeftAlone(string? type)
    {
        Respond = context => context.Response.ContentType = type;
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("Accept-Encoding", "br"));

        Assert.Null(Header(response, "Content-Encoding"));
        Assert.Null(Header(response, "Vary"));
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/problem+json")]
    [InlineData("image/svg+xml")]
    [InlineData("TEXT/HTML")]
    public async Task Types_ThatGetSmaller_AreEncoded(string type)
    {
        Respond = context => context.Response.ContentType = type;
        await using var app = await StartAsync();

        Assert.Equal("br", Header(await GetHitAsync(app, ("Accept-Encoding", "br")), "Content-Encoding"));
    }

    [Theory]
    [InlineData("small")]
    [InlineData("no-transform")]
    [InlineData("digest")]
    public async Task Bodies_ThatAreNotToBeTouched_AreLeftAlone(string what)
    {
        Body = run => what == "small" ? new string('x', 1023) : new string('x', 2000);
        Respond = context =>
        {
            switch (what)
            {
                case "no-transform":
                    context.Response.Headers.CacheControl = "public, no-transform";
                    break;
                case "digest":
                    context.Response.Headers["Content-Digest"] = "sha-256=:AAAA:";
                    break;
            }
        };
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("Accept-Encoding", "br"));

        Assert.Null(Header(response, "Content-Encoding"));
        Assert.Null(Header(response, "Vary"));
    }

    [Fact]
    public async Task Body_ThatDoesNotGetSmaller_IsSentAsItIs()
    {
        var body = new byte[4000];
        new Random(5).NextBytes(body);
        await using var app = await StartAsync(
            app => app.MapGet("/x", () => Microsoft.AspNetCore.Http.Results.Bytes(body, "text/plain")).CacheAnalytics("x"));

        var response = await GetHitAsync(app, ("Accept-Encoding", "br, gzip"));

        Assert.Null(Header(response, "Content-Encoding"));
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("Accept-Encoding", Header(response, "Vary"));
    }

    [Fact]
    public async Task Vary_OfTheHandler_IsAddedTo()
    {
        Respond = static context => context.Response.Headers.Vary = "X-Region";
        await using var app = await StartAsync(vary: ["header:X-Region"]);

        Assert.Equal("X-Region, Accept-Encoding", Header(await GetHitAsync(app), "Vary"));
    }

    [Fact]
    public async Task TenEncodings_AtOnceOnAColdKey_OneComputation()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app => app.MapGet("/x", async (CancellationToken token) =>
            await handler.RunAsync(token) + string.Concat(Enumerable.Repeat(" compressible", 1000))).CacheAnalytics("x"));
        string[] accepted = ["gzip", "br", "identity", "gzip, br", "*", "br;q=0.1, gzip;q=0.2", "identity;q=0, gzip", "identity;q=0, br", "deflate", "zstd, *;q=0"];

        var requests = accepted.Select(value => GetAsync(app, ("Accept-Encoding", value))).ToArray();
        await handler.WaitForRunsAsync(1, Token);
        await WaitAsync(() => app.Engine.Waiting == accepted.Length - 1, "the others wait");
        handler.Open();

        var responses = await Task.WhenAll(requests);
        foreach (var response in responses)
        {
            Assert.StartsWith("run 1 compressible", await DecodeAsync(response), StringComparison.Ordinal);
        }

        Assert.Equal(1, handler.Runs);
        Assert.Contains(responses, static response => Header(response, "Content-Encoding") is not null);
    }

    [Fact]
    public async Task Encodings_CountAgainstTheBudget()
    {
        await using var app = await StartAsync();
        await GetAsync(app);
        var near = app.Services.GetRequiredService<NearTier>();
        var before = near.Bytes;

        await AssertHitAsync(app, ("Accept-Encoding", "br"));
        var one = near.Bytes;
        await AssertHitAsync(app, ("Accept-Encoding", "br"));

        Assert.InRange(one, before + 100, before + 4000);
        Assert.Equal(one, near.Bytes);
    }

    [Fact]
    public async Task Encodings_NoRoomForThem_BodyIsSentAsItIs()
    {
        Body = static _ => string.Concat(Enumerable.Range(0, 40_000).Select(static i => $"{i * 7919 % 100_003} "));
        await using var app = await StartAsync();
        await GetAsync(app);
        var near = app.Services.GetRequiredService<NearTier>();
        near.Resize(near.Options with { MaxBytes = near.Bytes + 1000 });

        var response = await AssertHitAsync(app, ("Accept-Encoding", "br"));

        Assert.Null(Header(response, "Content-Encoding"));
        Assert.Equal(Body(1), await DecodeAsync(response));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FrameworksCompression_BesideTheCache_NothingIsCompressedTwice(bool isOutside)
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x"),
            services: static services => services.AddResponseCompression(),
            pipeline: app =>
            {
                if (isOutside)
                {
                    app.UseResponseCompression();
                    UseCache(app);
                }
                else
                {
                    UseCache(app);
                    app.UseResponseCompression();
                }
            });

        var miss = await GetAsync(app, ("Accept-Encoding", "gzip, br"));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(miss));
        Assert.Equal(Body(1), await DecodeAsync(miss));
        foreach (var (accepted, encoding) in new[] { ("gzip", "gzip"), ("br", "br"), ("deflate", null), ("gzip, br", "br") })
        {
            var hit = await AssertHitAsync(app, ("Accept-Encoding", accepted));
            Assert.Equal(encoding, Header(hit, "Content-Encoding"));
            Assert.Equal("Accept-Encoding", Header(hit, "Vary"));
            Assert.Equal(Body(1), await DecodeAsync(hit));
        }

        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task FrameworksCompression_OutsideOfASmallBody_LeavesItAlone()
    {
        Body = static run => $"run {run}";
        await using var app = await StartAsync(
            app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x"),
            services: static services => services.AddResponseCompression(),
            pipeline: app =>
            {
                app.UseResponseCompression();
                UseCache(app);
            });
        await GetAsync(app);

        var hit = await AssertHitAsync(app, ("Accept-Encoding", "br"));

        Assert.Null(Header(hit, "Content-Encoding"));
        Assert.False(TagOf(hit).IsWeak);
    }
}
