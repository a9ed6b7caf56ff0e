using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>The handler gets the body as it would without a cache, whatever the cache makes of it.</summary>
public abstract class BodyHandOverContract : SearchContract
{
    private const string Text = """{"a":1,"b":[2,3]}""";

    private sealed record Wanted(int A, int[] B);

    // Each way in which handlers read bodies.
    private static async Task<string> ReadAsync(HttpContext context, string how)
    {
        var request = context.Request;
        switch (how)
        {
            case "stream":
                using (var reader = new StreamReader(request.Body, Encoding.Latin1, detectEncodingFromByteOrderMarks: false))
                {
                    return await reader.ReadToEndAsync(context.RequestAborted);
                }

            case "pipe":
                var read = await request.BodyReader.ReadAsync(context.RequestAborted);
                while (!read.IsCompleted)
                {
                    request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    read = await request.BodyReader.ReadAsync(context.RequestAborted);
                }

                var text = Encoding.Latin1.GetString(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return text;
            case "json":
                var filter = await request.ReadFromJsonAsync<Wanted>(context.RequestAborted);
                return $$"""{"a":{{filter!.A}},"b":[{{string.Join(',', filter.B)}}]}""";
            case "twice":
                request.EnableBuffering();
                var first = await ReadAsync(context, "pipe");
                request.Body.Position = 0;
                var second = new byte[first.Length];
                await request.Body.ReadExactlyAsync(second, context.RequestAborted);
                Assert.Equal(first, Encoding.Latin1.GetString(second));
                return first;
            default:
                var form = await request.ReadFormAsync(context.RequestAborted);
                return form["a"].ToString();
        }
    }

    private Task<TestApp> StartReadingAsync(string how, Action<TaskerCachingOptions>? options = null, Action<WebApplication>? front = null, Action<IServiceCollection>? services = null) => StartAsync(
        app => app.MapPost("/search", async (HttpContext context) =>
        {
            var body = await ReadAsync(context, how);
            await HandleAsync(context);
            await context.Response.WriteAsync($" of {body}");
        }).CacheAnalytics("post", ["body:*"]),
        options,
        services,
        pipeline: app =>
        {
            front?.Invoke(app);
            UseCache(app);
        });

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("json")]
    [InlineData("twice")]
    public async Task Body_OfAMiss_IsUnread(string how)
    {
        await using var app = await StartReadingAsync(how);

        Assert.Equal($"run 1 of {Text}", await TextOf(await AskAsync(app, HttpMethod.Post, Text)));
        var hit = await AskAsync(app, HttpMethod.Post, Text);
        Assert.True(IsHit(hit));
        Assert.Equal($"run 1 of {Text}", await TextOf(hit));
    }

    [Fact]
    public async Task Form_OfAMiss_IsUnread()
    {
        await using var app = await StartReadingAsync("form");

        Assert.Equal("run 1 of x y", await TextOf(await AskAsync(app, HttpMethod.Post, "a=x+y", "application/x-www-form-urlencoded")));
    }

    [Fact]
    public async Task BoundModel_OfAMiss_IsBound()
    {
        await using var app = await StartAsync(static app =>
            app.MapMethods("/search", ["QUERY"], static (Wanted filter) => $"{filter.A} {filter.B.Length}").CacheAnalytics("bound"));

        Assert.Equal("1 2", await TextOf(await AskAsync(app, Query, Text)));
        Assert.True(IsHit(await AskAsync(app, Query, """{"b":[2,3],"a":1.0}""")));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("json")]
    [InlineData("twice")]
    public async Task Body_OverTheLimit_GoesToTheHandler(string how)
    {
        await using var app = await StartReadingAsync(how, static options => options.MaxRequestBodyBytes = Text.Length - 1);

        await AskAsync(app, HttpMethod.Post, Text);
        var response = await AskAsync(app, HttpMethod.Post, Text);
        Assert.Equal("tasker; fwd=bypass; detail=request-body-length", StatusOf(response));
        Assert.Equal($"run 2 of {Text}", await TextOf(response));
    }

    [Fact]
    public async Task Body_AsLongAsTheLimit_IsCached()
    {
        await using var app = await StartReadingAsync("stream", static options => options.MaxRequestBodyBytes = Text.Length);
        await AskAsync(app, HttpMethod.Post, Text);

        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, Text)));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("json")]
    [InlineData("twice")]
    public async Task Body_OfUnknownLength_IsCachedAndUnread(string how)
    {
        await using var app = await StartReadingAsync(how);

        Assert.Equal($"run 1 of {Text}", await TextOf(await AskInChunksAsync(app, Text)));
        var hit = await AskInChunksAsync(app, Text);
        Assert.True(IsHit(hit));
        Assert.Equal($"run 1 of {Text}", await TextOf(hit));

        // How a body is sent is no part of what it says.
        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, Text)));
    }

    // The array that it is read into grows, and ends exactly at the limit.
    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(20_000)]
    public async Task Body_OfUnknownLengthUpToTheLimit_IsCached(int length)
    {
        var body = $"\"{new string('x', length - 2)}\"";
        await using var app = await StartReadingAsync("stream", options => options.MaxRequestBodyBytes = length);
        Assert.Equal($"run 1 of {body}", await TextOf(await AskInChunksAsync(app, body)));

        Assert.True(IsHit(await AskInChunksAsync(app, body)));
        Assert.False(IsHit(await AskInChunksAsync(app, $"\"y{body[2..]}")));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("json")]
    [InlineData("twice")]
    public async Task Body_OfUnknownLengthOverTheLimit_GoesToTheHandler(string how)
    {
        await using var app = await StartReadingAsync(how, static options => options.MaxRequestBodyBytes = Text.Length - 1);

        await AskInChunksAsync(app, Text);
        var response = await AskInChunksAsync(app, Text);
        Assert.Equal("tasker; fwd=bypass; detail=request-body-length", StatusOf(response));
        Assert.Equal($"run 2 of {Text}", await TextOf(response));
    }

    [Fact]
    public async Task PostAsJson_IsCached()
    {
        await using var app = await StartReadingAsync("json");
        var wanted = new { a = 1, b = new[] { 2, 3 } };
        using var first = await app.Client.PostAsJsonAsync("/search", wanted, Token);
        using var second = await app.Client.PostAsJsonAsync("/search", wanted, Token);

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(first));
        Assert.True(IsHit(second));
    }

    private Task<HttpResponseMessage> AskInChunksAsync(TestApp app, string body) =>
        AskAsync(app, HttpMethod.Post, body, change: static request => request.Headers.TransferEncodingChunked = true);

    [Fact]
    public async Task Body_Compressed_GoesToTheHandler()
    {
        await using var app = await StartReadingAsync("stream");

        var response = await AskAsync(app, HttpMethod.Post, Text, change: static request => request.Content!.Headers.ContentEncoding.Add("x-none"));
        Assert.Equal("tasker; fwd=bypass; detail=request-body-encoding", StatusOf(response));
        Assert.Equal($"run 1 of {Text}", await TextOf(response));
    }

    [Fact]
    public async Task Body_DecodedInFrontOfTheCache_GoesToTheHandler()
    {
        // Its header tells how long it was before that.
        await using var app = await StartReadingAsync("stream", front: static app => app.UseRequestDecompression(), services: static services => services.AddRequestDecompression());
        var text = string.Concat(Enumerable.Repeat("[1,2,3]", 200));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.Latin1.GetBytes(text));
        }

        var response = await AskAsync(app, HttpMethod.Post, Encoding.Latin1.GetString(packed.ToArray()), change: static request => request.Content!.Headers.ContentEncoding.Add("gzip"));
        Assert.StartsWith("tasker; fwd=bypass; detail=request-body-", StatusOf(response), StringComparison.Ordinal);
        Assert.Equal($"run 1 of {text}", await TextOf(response));
    }

    [Fact]
    public async Task Body_ReadInFrontAndNotRewound_GoesToTheHandlerAsItIs()
    {
        await using var app = await StartReadingAsync("stream", front: static app => app.Use(static next => async (HttpContext context) =>
        {
            context.Request.EnableBuffering();
            await context.Request.Body.ReadExactlyAsync(new byte[3], context.RequestAborted);
            await next(context);
        }));

        var response = await AskAsync(app, HttpMethod.Post, Text);
        Assert.Equal("tasker; fwd=bypass; detail=request-body-incomplete", StatusOf(response));
        Assert.Equal($"run 1 of {Text[3..]}", await TextOf(response));
    }

    [Fact]
    public async Task Body_ReadInFrontAndRewound_IsCached()
    {
        await using var app = await StartReadingAsync("json", front: static app => app.Use(static next => async (HttpContext context) =>
        {
            context.Request.EnableBuffering();
            await ReadAsync(context, "twice");
            context.Request.Body.Position = 0;
            await next(context);
        }));
        await AskAsync(app, HttpMethod.Post, Text);

        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, Text)));
        Assert.Equal(1, Runs);
    }

    [Theory]
    [InlineData(Text, 65536)]
    [InlineData("{", 65536)]
    [InlineData(Text, 1)]
    public async Task Features_AfterTheRequest_AreTheOriginalOnes(string body, int limit)
    {
        var isRestored = new TaskCompletionSource<bool>();
        await using var app = await StartReadingAsync("stream", options => options.MaxRequestBodyBytes = limit, app => app.Use(next => async (HttpContext context) =>
        {
            var (stream, pipe) = (context.Request.Body, context.Features.Get<IRequestBodyPipeFeature>());

            // What is registered first is called last.
            context.Response.OnCompleted(() =>
            {
                isRestored.TrySetResult(ReferenceEquals(stream, context.Request.Body) && ReferenceEquals(pipe, context.Features.Get<IRequestBodyPipeFeature>()));
                return Task.CompletedTask;
            });
            await next(context);
        }));

        await AskAsync(app, HttpMethod.Post, body);

        Assert.True(await isRestored.Task.WaitAsync(Deadline, Token));
    }

    [Theory]
    [InlineData("GET", "/plain", "")]
    [InlineData("GET", "/search", "")]
    [InlineData("POST", "/plain", Text)]
    [InlineData("PUT", "/search", Text)]
    public async Task Body_ThatIsNoPartOfTheKey_IsNotTouched(string method, string url, string body)
    {
        var stream = new UntouchableStream();
        var validations = 0;
        await using var app = await StartAsync(
            app =>
            {
                app.MapMethods("/plain", ["GET", "POST"], (Delegate)HandleAsync).CacheAnalytics("plain");
                app.MapMethods("/search", ["GET", "QUERY", "PUT"], (Delegate)HandleAsync).CacheAnalytics("search");
                app.MapGet("/other", static () => "other").CacheValidator(_ => $"{Interlocked.Increment(ref validations)}");
            },
            pipeline: app =>
            {
                app.Use(next => async (HttpContext context) =>
                {
                    var (original, pipe) = (context.Request.Body, context.Features.Get<IRequestBodyPipeFeature>());
                    context.Request.Body = stream;
                    await next(context);
                    Assert.Same(stream, context.Request.Body);
                    Assert.Same(pipe, context.Features.Get<IRequestBodyPipeFeature>());
                    context.Request.Body = original;
                });
                UseCache(app);
            });

        await AskAsync(app, new HttpMethod(method), body, body.Length > 0 ? Json : null, url);
        await AskAsync(app, new HttpMethod(method), body, body.Length > 0 ? Json : null, url);

        Assert.Equal((0, 0), (stream.Touches, validations));
    }

    [Fact]
    public async Task Expect100Continue_IsCached()
    {
        await using var app = await StartReadingAsync("stream");
        await AskAsync(app, HttpMethod.Post, Text, change: static request => request.Headers.ExpectContinue = true);

        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, Text, change: static request => request.Headers.ExpectContinue = true)));
        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task Upload_BrokenOff_LeavesNothingBehind()
    {
        if (!OverKestrel)
        {
            // The test server has no connections.
            return;
        }

        var failed = 0;
        await using var app = await StartReadingAsync("stream", front: app => app.Use(next => async (HttpContext context) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref failed);
                throw;
            }
        }));
        var address = app.Client.BaseAddress!;
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), Token);
            var head = $"POST /search HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {Json}\r\nContent-Length: {Text.Length}\r\n\r\n{Text[..5]}";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head), Token);
        }

        await WaitAsync(() => Volatile.Read(ref failed) == 1, "the handler meets the broken connection");
        Assert.Equal(0, Runs);
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, HttpMethod.Post, Text)));
    }

    [Theory]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-Match", "*")]
    [InlineData("If-Modified-Since", "Tue, 01 Sep 2026 10:00:00 GMT")]
    [InlineData("If-Unmodified-Since", "Tue, 01 Sep 2026 10:00:00 GMT")]
    [InlineData("Range", "bytes=0-1")]
    public async Task Post_WithConditions_GoesToTheHandler(string header, string value)
    {
        await using var app = await StartReadingAsync("stream");
        await AskAsync(app, HttpMethod.Post, Text);

        var response = await AskAsync(app, HttpMethod.Post, Text, change: request => request.Headers.TryAddWithoutValidation(header, value));
        Assert.Equal((200, "tasker; fwd=bypass; detail=conditional"), ((int)response.StatusCode, StatusOf(response)));
    }

    [Fact]
    public async Task Query_WithConditions_IsAnsweredAsAGet()
    {
        await using var app = await StartAsync(MapSearch);
        await AskAsync(app, Query, Text);
        var tag = Header(await AskAsync(app, Query, Text), "ETag")!;

        Assert.Equal(304, (int)(await AskAsync(app, Query, Text, change: request => request.Headers.TryAddWithoutValidation("If-None-Match", tag))).StatusCode);
        Assert.Equal(206, (int)(await AskAsync(app, Query, Text, change: static request => request.Headers.TryAddWithoutValidation("Range", "bytes=0-1"))).StatusCode);
        Assert.Equal(412, (int)(await AskAsync(app, Query, Text, change: static request => request.Headers.TryAddWithoutValidation("If-Match", "\"other\""))).StatusCode);
    }
}
