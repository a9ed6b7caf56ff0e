namespace Tasker.OutputCache.Diagnostics;

/// <summary>The keys that are hit most. Up to a thousand hits a second all are counted; past that one in sixteen, for sixteen.</summary>
internal sealed class TopKeys(TimeProvider clock)
{
    public const int Capacity = 1024;

    private const int FullRate = 1000;
    private const int Weight = 16;
    private const int Shift = 64 - 4;

    // The golden ratio: neighbours are chosen as if at random, and no pattern of requests hides one of its keys.
    private const ulong Scatter = 0x9E37_79B9_7F4A_7C15;

    private readonly HeavyHitters _keys = new(Capacity);
    private readonly Lock _gate = new();
    private volatile bool _isSampling;
    private long _second;
    private int _inSecond;

    /// <summary>Counts a hit.</summary>
    /// <param name="key">The key.</param>
    /// <param name="number">The number of the hit, which decides whether it is looked at.</param>
    public void Add(string key, long number)
    {
        if (!_isSampling || ((ulong)number * Scatter) >> Shift == 0)
        {
            _keys.Add(key, NextWeight(), clock.GetUtcNow());
        }
    }

    private int NextWeight()
    {
        lock (_gate)
        {
            var weight = _isSampling ? Weight : 1;
            var second = clock.GetTimestamp() / clock.TimestampFrequency;
            if (second != _second)
            {
                _isSampling = _inSecond > FullRate && second == _second + 1;
                _second = second;
                _inSecond = 0;
            }

            _inSecond += weight;
            _isSampling |= _inSecond > FullRate;
            return weight;
        }
    }

    public HeavyHitter[] Top(int count) => _keys.Top(count);
}
