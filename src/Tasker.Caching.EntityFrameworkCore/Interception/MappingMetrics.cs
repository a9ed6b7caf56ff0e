using System.Diagnostics.Metrics;
using Tasker.Caching.Backends;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>The instruments of this package, of the meter of the cache.</summary>
internal sealed class MappingMetrics : IDisposable
{
    /// <summary>The meter of the cache.</summary>
    public const string MeterName = "Tasker.OutputCache";

    private readonly Meter _meter;
    private readonly Counter<long> _failures;

    public MappingMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _failures = _meter.CreateCounter<long>("tasker.cache.evictions.failed_row_mappings", "{row}", "Rows for which a mapping of EvictOnSave failed.");
    }

    public void CountFailure(string row) => CacheGuard.Add(_failures, 1, new KeyValuePair<string, object?>("tasker.cache.row", row));

    public void Dispose() => _meter.Dispose();
}
