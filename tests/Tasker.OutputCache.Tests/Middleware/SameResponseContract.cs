using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Middleware;

/// <summary>Whatever a handler sends: a hit is what the bare endpoint sends.</summary>
public abstract class SameResponseContract : Http.HttpContract
{
    // What a cache adds or takes away, and how the message is framed.
    private static readonly string[] Free = ["Age", "Cache-Status", "ETag", "Vary", "Content-Encoding", "Content-Length", "Transfer-Encoding", "Date", "Trailer", "Accept-Ranges"];

    [Fact]
    public async Task Get_AnyResponse_MissAndHitAreWhatTheBareEndpointSends()
    {
        GeneratedResponse? current = null;
        var runs = 0;
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/bare", context => current!.WriteAsync(context));
                app.MapGet("/cached", context =>
                {
                    Interlocked.Increment(ref runs);
                    return current!.WriteAsync(context);
                }).CacheAnalytics("any", vary: ["n"]);
            },
            static options => options.Resources["analytics"] = new CacheResourceOptions { Statuses = { 200, 203, 301, 404, 410 } });
        var number = 0;

        Prop.ForAll(GeneratedResponse.All.ToArbitrary(), response =>
        {
            current = response;
            runs = 0;
            number++;
            var bare = Describe(app, "/bare");
            var miss = Describe(app, $"/cached?n={number}");
            var second = Describe(app, $"/cached?n={number}");

            Assert.Equal(bare, miss);
            Assert.Equal(bare, second);

            // HTTP/1.1 sends trailers only to clients that ask for them.
            Assert.Equal(response.IsStorable(serverSendsTrailers: !OverKestrel || OverHttp2) ? 1 : 2, runs);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static string Describe(TestApp app, string url)
    {
        using var response = app.Client.GetAsync(url, Token).GetAwaiter().GetResult();
        var body = response.Content.ReadAsByteArrayAsync(Token).GetAwaiter().GetResult();
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !Free.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header.Key}: {string.Join(" / ", header.Value)}")
            .Order(StringComparer.Ordinal);
        var trailers = response.TrailingHeaders.NonValidated.Select(header => $"trailer {header.Key}: {string.Join(" / ", header.Value)}").Order(StringComparer.Ordinal);
        return string.Join('\n', [$"{(int)response.StatusCode}", .. headers, .. trailers, Summarize(body)]);
    }

    // A letter for each run of equal bytes, and how long it is.
    private static string Summarize(byte[] body)
    {
        var runs = new List<string>();
        for (var start = 0; start < body.Length;)
        {
            var end = body.AsSpan(start).IndexOfAnyExcept(body[start]);
            end = end < 0 ? body.Length : start + end;
            runs.Add($"{(char)body[start]}{end - start}");
            start = end;
        }

        return string.Concat(runs);
    }
}
