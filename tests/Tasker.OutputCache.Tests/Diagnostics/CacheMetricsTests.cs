using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Evicting;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary>One call counts an event for the meter and for the administration.</summary>
public sealed class CacheMetricsTests : IDisposable
{
    private readonly CountingMeters _meters = new();
    private readonly CacheStatistics _statistics = new(TimeProvider.System);
    private readonly CacheMetrics _metrics;

    public CacheMetricsTests()
    {
        _metrics = new CacheMetrics(_meters, _statistics);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public void Requests_AreInBoth()
    {
        var endpoint = _metrics.Of("analytics", "performance");
        _metrics.CountRequest(endpoint, "miss", "k");
        _metrics.CountRequest(endpoint, "far-hit", "k");
        _metrics.CountNearHit(endpoint, "k");
        _metrics.CountNotStored(endpoint, "status");

        Assert.Equal((3, 1), (_meters["tasker.cache.requests"], _meters["tasker.cache.not_stored"]));
        var counted = Assert.Single(_statistics.Endpoints);
        Assert.Equal(["far-hit 1", "miss 1", "near-hit 1"], counted.Outcomes().Select(static outcome => $"{outcome.Key} {outcome.Value}"));
        Assert.Equal(["status 1"], counted.NotStored().Select(static reason => $"{reason.Key} {reason.Value}"));
        Assert.Equal(2, Assert.Single(_statistics.Keys.Top(10)).Count);
    }

    [Fact]
    public void Eviction_IsInBoth()
    {
        var history = new EvictionHistory(TimeProvider.System);
        new EvictionMetrics(_metrics, history).Record([CacheTag.For("analytics")], EvictionMode.Soft, EvictionOutcome.Of(EvictionResult.Journaled, []));

        Assert.Equal(1, _meters["tasker.cache.evictions"]);
        var note = Assert.Single(history.Latest(10));
        Assert.Equal(("soft", "journaled"), (note.Mode, note.Result));
    }

    // What the caller left is no failure of the tier, though the administration shows it with those that did not end well.
    [Fact]
    public void FarOperations_AreInBoth()
    {
        _metrics.RecordFarOperation("read", TimeSpan.FromMilliseconds(1));
        _metrics.RecordFailedFarOperation("read", TimeSpan.FromMilliseconds(2), "timedout");
        _metrics.RecordLeftFarOperation("read", TimeSpan.FromMilliseconds(4), "cancelled");

        Assert.Equal(1, _meters["tasker.cache.far.failures"]);
        var read = Assert.Single(_statistics.FarOperations);
        Assert.Equal((3, 2, 7), (read.Count, read.Failures, read.Time.TotalMilliseconds));
    }
}
