using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Instruments;

namespace Tasker.Caching.Engine;

/// <summary>The keys that are hit most. Up to a thousand hits a second all are counted; past that one in sixteen, for sixteen, and past sixteen thousand one in 256.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class TopKeys(TimeProvider clock)
{
    internal const int Capacity = 1024;

    private const int FullRate = 1000;
    private const int Step = 4;

    // The golden ratio: neighbours are chosen as if at random, and no pattern of requests hides one of its keys.
    private const ulong Scatter = 0x9E37_79B9_7F4A_7C15;

    private readonly HeavyHitters _keys = new(Capacity);
    private readonly Lock _gate = new();

    // One hit in two to the power of it is counted.
    private volatile int _sampling;
    private long _second;
    private int _inSecond;

    /// <summary>Counts a hit.</summary>
    /// <param name="key">The key.</param>
    /// <param name="number">The number of the hit, which decides whether it is looked at.</param>
    internal void Add(string key, long number)
    {
        var sampling = _sampling;
        if (sampling == 0 || ((ulong)number * Scatter) >> (64 - sampling) == 0)
        {
            Note(1 << sampling);
            _keys.Add(key, 1 << sampling, clock.GetUtcNow());
        }
    }

    private void Note(int hits)
    {
        lock (_gate)
        {
            var second = clock.GetTimestamp() / clock.TimestampFrequency;
            if (second != _second)
            {
                _sampling = second == _second + 1 ? SamplingAt(_inSecond) : 0;
                _second = second;
                _inSecond = 0;
            }

            _inSecond += hits;
            _sampling = Math.Max(_sampling, SamplingAt(_inSecond));
        }
    }

    private static int SamplingAt(int rate) => rate > FullRate << Step ? 2 * Step : rate > FullRate ? Step : 0;

    /// <summary>Returns the keys that are hit most.</summary>
    public HeavyHitter[] Top(int count) => _keys.Top(count);
}
