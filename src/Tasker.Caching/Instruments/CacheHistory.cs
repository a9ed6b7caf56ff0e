using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How this node was at each of the last moments: one sample every ten seconds, for an hour. Its memory is bounded.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheHistory
{
    /// <summary>How many samples are kept.</summary>
    public const int Capacity = 360;

    private readonly Lock _lock = new();
    private readonly CacheHistorySample[] _samples = new CacheHistorySample[Capacity];
    private long _added;

    /// <summary>Gets how far two samples are apart.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    internal void Add(CacheHistorySample sample)
    {
        lock (_lock)
        {
            _samples[_added++ % Capacity] = sample;
        }
    }

    /// <summary>Returns the samples, the oldest first.</summary>
    public CacheHistorySample[] Read()
    {
        lock (_lock)
        {
            var count = (int)Math.Min(_added, Capacity);
            var samples = new CacheHistorySample[count];
            for (var i = 0; i < count; i++)
            {
                samples[i] = _samples[(_added - count + i) % Capacity];
            }

            return samples;
        }
    }
}
