using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Samples what is allocated, by type: the runtime reports a byte of every hundred kilobytes, at random.</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const EventKeywords Samples = (EventKeywords)0x800_0000_0000;
    private const double MeanDistance = 102_400;

    private readonly ConcurrentDictionary<string, double> _bytes = [];
    private volatile bool _isCounting;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Informational, Samples);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (!_isCounting || eventData.EventName?.StartsWith("AllocationSampled", StringComparison.Ordinal) != true)
        {
            return;
        }

        var type = (string)eventData.Payload![eventData.PayloadNames!.IndexOf("TypeName")]!;
        var size = Convert.ToDouble(eventData.Payload![eventData.PayloadNames!.IndexOf("ObjectSize")], CultureInfo.InvariantCulture);

        // A large object is more likely to be met.
        var stands = size / (1 - Math.Exp(-size / MeanDistance));
        _bytes.AddOrUpdate(type, stands, (_, before) => before + stands);
    }

    /// <summary>Begins to count.</summary>
    public void Begin() => _isCounting = true;

    /// <summary>Returns what was allocated since, the most first.</summary>
    public IEnumerable<(string Type, long Bytes)> End()
    {
        _isCounting = false;
        var counted = _bytes.ToArray();
        _bytes.Clear();
        return counted.OrderByDescending(static pair => pair.Value).Select(static pair => (pair.Key, (long)pair.Value));
    }
}
