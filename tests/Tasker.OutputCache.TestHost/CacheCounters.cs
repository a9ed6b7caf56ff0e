using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tasker.OutputCache.TestHost;

/// <summary>The sums of the cache's own counters, by instrument.</summary>
internal sealed class CacheCounters : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public IReadOnlyDictionary<string, long> Values => _values;

    public void Listen()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tasker.OutputCache")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _values.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();
}
