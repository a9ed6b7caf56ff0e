using System.Diagnostics.Metrics;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation.WarmUp;

/// <summary>The instrument of the warm-up, which is read when a listener asks.</summary>
internal sealed class WarmUpInstruments
{
    public WarmUpInstruments(CacheMetrics metrics, WarmUpState warmUp)
    {
        metrics.Meter.CreateObservableUpDownCounter("tasker.cache.warm_up.responses", () => Progress(warmUp), "{response}", "Responses of the warm-up, by state.");
    }

    private static IEnumerable<Measurement<int>> Progress(WarmUpState warmUp) =>
    [
        new(warmUp.Warm, Tag("warm")),
        new(warmUp.Failed, Tag("failed")),
        new(Math.Max(0, warmUp.Paths - warmUp.Warm - warmUp.Failed), Tag("pending")),
    ];

    private static KeyValuePair<string, object?> Tag(string state) => new("tasker.cache.warm_up.state", state);
}
