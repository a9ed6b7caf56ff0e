using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Benchmarks.Requests;
using Xunit;

namespace Tasker.OutputCache.Tests.Performance;

/// <summary>What a near hit does and does not do, whatever else the machine is doing. How fast it is: <c>docs/performance.md</c>.</summary>
[Collection(RunsAlone.Name)]
public sealed partial class NearHitTests
{
    private const int Rounds = 15;
    private const int Hits = 500;

    // A request that waits for nothing is over when the server's call returns.
    [Fact]
    public async Task Request_NearHitOfOurMiddleware_EndsOnTheThreadThatBeganIt()
    {
        await using var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: true);
        Request(host);
        var features = new InProcessFeatures();
        features.Reset(RequestHost.Path, RequestHost.QueryOf(1));

        var request = host.InProcess.ProcessAsync(features);

        Assert.True(request.IsCompletedSuccessfully);
        Assert.Equal(1, host.Runs);
    }

    [Fact]
    public async Task BareEndpoint_ThatHitsAreComparedWith_AnswersAsAHitDoes()
    {
        await using var bare = await RequestHost.StartAsync(Variant.ByParameter, inProcess: false);
        await using var lane = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: false);
        await AskAsync(lane);

        var expected = await AskAsync(bare);
        var actual = await AskAsync(lane);

        Assert.Equal(expected.Body, actual.Body);
        Assert.Equal(expected.Head, actual.Head);
        Assert.Equal(1, lane.Runs);
    }

    private static async Task<(string Head, string Body)> AskAsync(RequestHost host)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync($"http://127.0.0.1:{host.Port}{RequestHost.Path}{RequestHost.QueryOf(7)}", TestContext.Current.CancellationToken);

        // Times and tags differ, and are as long.
        var headers = response.Headers.Concat(response.Content.Headers).Select(static header => $"{header.Key}: {NotAnOwnWord().Replace(string.Join(", ", header.Value), "x")}");
        return (string.Join("\n", headers.Order(StringComparer.Ordinal)), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("(?<=\")[A-Za-z0-9_-]{22}(?=\")|[0-9]+")]
    private static partial Regex NotAnOwnWord();

    [Fact]
    public async Task Request_NearHitWhileAListenerCounts_AllocatesNothingForIt()
    {
        await using var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: true);
        Request(host);
        var bytes = new long[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var alone = BytesOf(host);
            var counted = 0L;
            using var listener = new MeterListener
            {
                InstrumentPublished = static (instrument, self) =>
                {
                    if (instrument.Meter.Name == CacheMetrics.MeterName)
                    {
                        self.EnableMeasurementEvents(instrument);
                    }
                },
            };
            listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += value);
            listener.Start();
            Request(host);
            counted = 0;

            var watched = BytesOf(host);

            Assert.True(counted >= Hits, $"{counted} of {Hits} hits were counted.");
            bytes[round] = watched - alone;
        }

        Assert.True(bytes.Order().ElementAt(Rounds / 2) < Hits, $"{bytes.Order().ElementAt(Rounds / 2)} bytes more for {Hits} hits.");
    }

    private static long BytesOf(RequestHost host)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Request(host);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Request(RequestHost host)
    {
        var features = new InProcessFeatures();
        for (var i = 0; i < Hits; i++)
        {
            features.Reset(RequestHost.Path, RequestHost.QueryOf(1));
            host.InProcess.ProcessAsync(features).GetAwaiter().GetResult();
        }
    }
}
