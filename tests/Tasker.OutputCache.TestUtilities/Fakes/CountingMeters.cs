using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>Makes meters whose counters can be asked. Counting allocates nothing.</summary>
public sealed class CountingMeters : IMeterFactory
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public CountingMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, measurement, _, _) =>
            _counts.AddOrUpdate(instrument.Name, static (_, first) => first, static (_, count, next) => count + next, measurement));
        _listener.Start();
    }

    public long this[string instrument] => _counts.GetValueOrDefault(instrument);

    public Meter Create(MeterOptions options) => new(options.Name, options.Version, options.Tags, this);

    public void Dispose() => _listener.Dispose();
}
