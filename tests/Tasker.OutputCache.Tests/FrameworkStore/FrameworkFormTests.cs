using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Stored;
using Xunit;

namespace Tasker.OutputCache.Tests.FrameworkStore;

/// <summary>Our reading and writing of the framework's format, against the framework's own middleware.</summary>
public sealed class FrameworkFormTests
{
    private readonly KeptByTheFramework _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(HttpResponseMessage First, HttpResponseMessage Second)> GetTwiceAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddOutputCache();
        builder.Services.AddSingleton<IOutputCacheStore>(_store);
        await using var app = builder.Build();
        app.UseOutputCache();
        var runs = 0;
        app.MapGet("/", context =>
        {
            Assert.Equal(1, Interlocked.Increment(ref runs));
            return handler(context);
        }).CacheOutput();
        await app.StartAsync(Token);
        using var client = app.GetTestClient();

        var first = await client.GetAsync("/", Token);
        await first.Content.LoadIntoBufferAsync(Token);
        var second = await client.GetAsync("/", Token);
        await second.Content.LoadIntoBufferAsync(Token);
        return (first, second);
    }

    private static StoredResponse Read(byte[] bytes)
    {
        Assert.True(FrameworkFormat.TryRead(bytes, null, isPlain: false, out var response));
        return response;
    }

    private static byte[] Convert(byte[] bytes)
    {
        var response = Read(bytes);
        response.SetCreated(DateTimeOffset.UtcNow);
        return FrameworkForm.Of(response, DateTimeOffset.UtcNow);
    }

    private static string? Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join('|', values) : null;

    [Fact]
    public async Task Of_ReadByTheMiddleware_IsTheResponse()
    {
        _store.Answer = Convert;

        var (first, second) = await GetTwiceAsync(static context =>
        {
            context.Response.Headers["X-Several"] = new[] { "one", "two" };
            context.Response.Headers["X-Empty"] = "";
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(string.Concat(Enumerable.Repeat("\u00e4 body ", 20_000)), Token);
        });

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(Token), await second.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("one|two", Value(second.Headers, "X-Several"));
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.NotNull(second.Headers.Age);
    }

    [Fact]
    public async Task Of_EmptyBody_IsReadByTheMiddleware()
    {
        _store.Answer = Convert;

        var (_, second) = await GetTwiceAsync(static context =>
        {
            context.Response.Headers["X-Thing"] = "1";
            return Task.CompletedTask;
        });

        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("1", Value(second.Headers, "X-Thing"));
    }

    [Fact]
    public async Task Of_WellKnownValueInAnotherCase_KeepsItsCase()
    {
        // What the framework writes has lost it; what we write from the response itself must not lose it.
        var response = new StoredResponse(200, [new StoredHeader("X-Frame-Options", "sameorigin"), new StoredHeader("X-Content-Type-Options", "NoSniff")], "body"u8, framing: FrameworkForm.Write);
        response.SetCreated(DateTimeOffset.UtcNow);
        _store.Answer = _ => FrameworkForm.Of(response, DateTimeOffset.UtcNow);

        var (_, second) = await GetTwiceAsync(static context => context.Response.WriteAsync("other", Token));

        Assert.Equal("sameorigin", Value(second.Headers, "X-Frame-Options"));
        Assert.Equal("NoSniff", Value(second.Headers, "X-Content-Type-Options"));
        Assert.Equal("body", await second.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Of_ClockGoneBack_IsServedAllTheSame()
    {
        var response = new StoredResponse(200, [], "body"u8, framing: FrameworkForm.Write);
        response.SetCreated(DateTimeOffset.UtcNow.AddHours(1));
        var before = FrameworkForm.Of(response, DateTimeOffset.UtcNow.AddHours(2));
        _store.Answer = _ => FrameworkForm.Of(response, DateTimeOffset.UtcNow);

        var (_, second) = await GetTwiceAsync(static context => context.Response.WriteAsync("other", Token));

        Assert.Equal("body", await second.Content.ReadAsStringAsync(Token));
        Assert.Same(before, FrameworkForm.Of(response, DateTimeOffset.UtcNow.AddHours(2)));
    }

    [Fact]
    public void Of_EncodedAndPrivate_IsHeldInThatForm()
    {
        var body = new byte[4096];
        var response = new StoredResponse(200, [new StoredHeader("Content-Type", "application/json")], body, framing: FrameworkForm.Write).AsPrivate();
        Assert.True(BodyCompressor.TryCompress(ContentCoding.Gzip, body, out var compressed));

        var encoded = new SelectedResponse(200, response.Encode(ContentCoding.Gzip, compressed));

        var later = DateTimeOffset.UtcNow.AddHours(1);
        Assert.Same(FrameworkForm.Of(response, later), FrameworkForm.Of(response, later));
        Assert.Same(FrameworkForm.Of(response, encoded, later), FrameworkForm.Of(response, encoded, later));
    }

    [Fact]
    public void Of_ResponseThatIsHeldAsItIs_IsThatOfAHeldForm()
    {
        StoredHeader[] headers = [new StoredHeader("Content-Type", "text/plain")];
        var held = new StoredResponse(200, headers, "body"u8, framing: FrameworkForm.Write);
        var other = new StoredResponse(200, headers, "body"u8);
        held.SetCreated(DateTimeOffset.UnixEpoch);
        other.SetCreated(DateTimeOffset.UnixEpoch);

        Assert.Equal(FrameworkForm.Of(held, DateTimeOffset.UtcNow), FrameworkForm.Of(other, DateTimeOffset.UtcNow));
        Assert.True(other.Size < held.Size);
    }

    [Fact]
    public async Task TryRead_EveryWellKnownText_IsReadAsTheMiddlewareMeantIt()
    {
        var known = (string[])typeof(FrameworkFormat).GetField("WellKnown", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        // The middleware, or the server, keeps some names for itself. As values they are all there.
        var headers = known.Where(static text => !text.Contains('/', StringComparison.Ordinal) && text is not ("*" or "Transfer-Encoding" or "Content-Length" or "Connection" or "Keep-Alive" or "Proxy-Connection" or "Proxy-Authenticate" or "Proxy-Authorization" or "TE" or "Trailer" or "Upgrade" or "Age" or "Date" or "Request-Id" or "Set-Cookie")).ToArray();

        await GetTwiceAsync(context =>
        {
            foreach (var name in headers)
            {
                context.Response.Headers[name] = name == "Cache-Control" ? "max-age=60" : $"of {name}";
            }

            context.Response.Headers["X-Known"] = known;
            return context.Response.WriteAsync("body", Token);
        });

        var response = Read(_store.Written);
        Assert.Equal(200, response.Status);
        Assert.Equal("body", Encoding.UTF8.GetString(response.Body.Span));
        Assert.True(response.TryGetHeader("X-Known", out var values));
        Assert.Equal(known, values.ToArray());
        Assert.All(headers, name =>
        {
            Assert.True(response.TryGetHeader(name, out var value), name);
            Assert.Equal(name == "Cache-Control" ? "max-age=60" : $"of {name}", value.ToString());
        });

        // Otherwise the numbers were never used: the names take one or two bytes each.
        Assert.True(_store.Written.Length < 2 * known.Sum(static text => text.Length) + (headers.Length * 10));
    }

    [Fact]
    public async Task TryRead_CutShort_IsRefused()
    {
        await GetTwiceAsync(static context => context.Response.WriteAsync("body", Token));
        var bytes = _store.Written;

        Assert.Equal("body", Encoding.UTF8.GetString(Read(bytes).Body.Span));
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(FrameworkFormat.TryRead(bytes.AsSpan(0, length), null, isPlain: false, out _)));
        Assert.False(FrameworkFormat.TryRead([3, .. bytes[1..]], null, isPlain: false, out _));
    }
}
