using System.Diagnostics.Metrics;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;

namespace Tasker.OutputCache.EntityFrameworkCore.Interception;

/// <summary>The instruments of this package, of the meter of the cache.</summary>
internal sealed class MappingMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly GuardedCounter _failures;

    public MappingMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(CacheMetrics.MeterName);
        _failures = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.evictions.failed_row_mappings", "{row}", "Rows for which a mapping of EvictOnSave failed."));
    }

    public void CountFailure(string row) => _failures.Add(1, new KeyValuePair<string, object?>("row", row));

    public void Dispose() => _meter.Dispose();
}
