using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Purging;

/// <summary>A real Varnish in front of a host, configured as <c>docs/purging.md</c> says.</summary>
public sealed class VarnishTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // A purge that is done once more would hide what the first one has left.
    private readonly ManualClock _clock = new();
    private readonly CollectingLoggerProvider _logs = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    private static string Vcl(int port)
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "purging.md")).ReplaceLineEndings("\n");
        var documented = page.Split("```vcl\n")[1].Split("```")[0];
        return $$"""
            vcl 4.1;
            import std;
            backend default { .host = "127.0.0.1"; .port = "{{port}}"; }
            sub vcl_recv { if (req.method == "PING") { return (synth(299)); } }
            sub vcl_backend_response { set beresp.ttl = 1h; }
            {{documented}}
            """;
    }

    private Task<TestApp> StartAsync(string proxy, TagHeaderForm form, bool overTasker) => TestApp.StartAsync(
        app => app.MapGet("/x", (string? ns) => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", ["ns"]),
        options => options.Resources["analytics"] = new CacheResourceOptions { TagHeader = CacheTagHeader.SurrogateKey, TagHeaderForm = form },
        services =>
        {
            services.AddSingleton<TimeProvider>(_clock);
            new TaskerCachingBuilder(services).AddHttpPurger(options =>
            {
                options.Url = proxy;
                options.Token = "secret";
            });
        },
        logs: _logs,
        pipeline: app =>
        {
            if (overTasker)
            {
                app.UseTaskerOutputCache();
            }
            else
            {
                app.UseOutputCache();
            }
        },
        overKestrel: true);

    [Theory]
    [InlineData(TagHeaderForm.Readable, true)]
    [InlineData(TagHeaderForm.Hashed, true)]
    [InlineData(TagHeaderForm.Readable, false)]
    public async Task Evict_ThroughVarnish_OnlyWhatIsVoidIsFetchedAgain(TagHeaderForm form, bool overTasker)
    {
        await using var varnish = new VarnishServer();
        await using var app = await StartAsync(varnish.Url.ToString(), form, overTasker);
        await Eventually.Async(() => _logs.Entries.Any(static entry => entry.EventId.Id == 1101), Deadline, "the first purge finds nothing in front", Token);
        varnish.Vcl = Vcl(app.Client.BaseAddress!.Port);
        await varnish.StartAsync(Token);
        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(250), () => _logs.Entries.Any(static entry => entry.EventId.Id == 1102), "it is purged now");
        using var client = new HttpClient { BaseAddress = varnish.Url };
        string[] values = ["a b", "x.y", "other"];
        var before = new List<string>();
        foreach (var value in values)
        {
            before.Add(await client.GetStringAsync(UrlOf(value), Token));
        }

        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("ns", "a b"), CacheTag.For("analytics").With("ns", "x.y")], Token);
        await Eventually.Async(async token => await client.GetStringAsync(UrlOf("a b"), token) != before[0] && await client.GetStringAsync(UrlOf("x.y"), token) != before[1], Deadline, "what is void is fetched again", Token);

        Assert.Equal(before[2], await client.GetStringAsync(UrlOf("other"), Token));
        var after = await client.GetStringAsync(UrlOf("a b"), Token);
        await app.Evictor.EvictAsync(["analytics"], Token);
        await Eventually.Async(async token => await client.GetStringAsync(UrlOf("other"), token) != before[2], Deadline, "all is fetched again", Token);
        Assert.NotEqual(after, await client.GetStringAsync(UrlOf("a b"), Token));
    }

    private static string UrlOf(string value) => $"/x?ns={Uri.EscapeDataString(value)}";
}
