using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Parameters come from strangers: no collision, no exception, and never more memory than was given.</summary>
public sealed class HostileParameterTests
{
    private const long Budget = 256 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_TenThousandValues_StayWithinTheBudget()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs);

        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal($"value{i}", await app.Client.GetStringAsync($"/echo?namespace=value{i}", Token));
        }

        AssertUnharmed(app, logs);
    }

    [Fact]
    public async Task Get_LongValues_AreToldApart()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs);
        var text = new string('x', 100 * 1024);

        for (var i = 0; i < 2; i++)
        {
            foreach (var end in new[] { "a", "b", string.Empty })
            {
                Assert.Equal(text + end, await app.Client.GetStringAsync($"/echo?namespace={text}{end}", Token));
            }
        }

        AssertUnharmed(app, logs);
    }

    [Fact]
    public async Task Get_OddValues_AreToldApart()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs);
        string[] queries =
        [
            .. Enumerable.Range(0, 32).Select(static i => $"namespace=a%{i:X2}b"),
            "namespace=*", "namespace=%25", "namespace=%2525", "namespace=a%3Ab", "namespace=a&hours=b", "namespace=a:b", "namespace=%7Ba%7D", "namespace=%40a",
            "namespace=%C3%A9", "namespace=e%CC%81", "namespace=%F0%9F%98%80", "namespace=%FF", "namespace=%ED%A0%80", "namespace=%EF%BF%BD", "namespace=%C2%85",
            "namespace=a&namespace=b", "namespace=b&namespace=a", "namespace=a%2Cb", "namespace=a&namespace=", "namespace=%20a", "namespace=a%20",
            "namespace=key%3Atasker", "namespace=~", "namespace=%7C", "hours=*", "hours=%2A&namespace=24", "namespace=A",
        ];

        var expected = new Dictionary<string, string>();
        foreach (var query in queries)
        {
            expected[query] = await app.Client.GetStringAsync($"/seen?{query}", Token);
        }

        foreach (var query in queries)
        {
            Assert.Equal(expected[query], await app.Client.GetStringAsync($"/seen?{query}", Token));
            Assert.Equal(await app.Client.GetStringAsync($"/uncached?{query}", Token), expected[query]);
        }

        AssertUnharmed(app, logs);
    }

    [Theory]
    [InlineData("&&&=&=x&=&namespace")]
    [InlineData("namespace[]=1&namespace[0]=2")]
    [InlineData("%")]
    [InlineData("namespace=%&namespace=%2&namespace=%zz")]
    [InlineData("NAMESPACE=a&nameSpace=b")]
    [InlineData("%6Eamespace=a")]
    public async Task Get_OddQueries_GiveWhatTheHandlerWouldGive(string query)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs);

        await app.Client.GetStringAsync($"/seen?namespace=other", Token);
        await app.Client.GetStringAsync($"/seen", Token);
        var expected = await app.Client.GetStringAsync($"/uncached?{query}", Token);
        Assert.Equal(expected, await app.Client.GetStringAsync($"/seen?{query}", Token));
        Assert.Equal(expected, await app.Client.GetStringAsync($"/seen?{query}", Token));
        AssertUnharmed(app, logs);
    }

    [Fact]
    public async Task Get_ManyRepeats_GoesPastTheCache()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs);

        var response = await app.Client.GetAsync("/echo?" + string.Join('&', Enumerable.Range(0, 1000).Select(static i => $"namespace={i}")), Token);

        Assert.Equal("tasker; fwd=bypass; detail=too-many-values", Assert.Single(response.Headers.GetValues("Cache-Status")));
        AssertUnharmed(app, logs);
    }

    private static Task<TestApp> StartAsync(CollectingLoggerProvider logs) => TestApp.StartAsync(
        static app =>
        {
            app.MapGet("/echo", static (HttpContext context) => context.Request.Query["namespace"].ToString()).CacheAnalytics("echo", vary: ["namespace", "hours=24"]);
            app.MapGet("/seen", Describe).CacheAnalytics("seen", vary: ["namespace", "hours=24"]);
            app.MapGet("/uncached", Describe);
        },
        static options => options.Memory.MaxBytes = Budget,
        logs: logs);

    // What a handler can tell apart, of the declared parameters.
    private static string Describe(HttpContext context)
    {
        var text = new StringBuilder();
        foreach (var name in new[] { "namespace", "hours" })
        {
            var values = context.Request.Query[name];
            text.Append(name).Append('=').Append(values.Count == 0 ? "-" : string.Join('&', values.Select(static value => Convert.ToHexString(Encoding.Unicode.GetBytes(value!))))).Append(';');
        }

        return text.ToString();
    }

    private static void AssertUnharmed(TestApp app, CollectingLoggerProvider logs)
    {
        Assert.InRange(app.Services.GetRequiredService<NearTier>().GetStatistics().PeakBytes, 0, Budget);
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }
}
