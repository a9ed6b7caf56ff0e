namespace Tasker.Analytics.Seeding;

/// <summary>SplitMix64: the same numbers on every platform and in every version of the runtime.</summary>
internal sealed class SeedRandom(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>Returns a number from 0 up to, not including, 1.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Returns a number from 0 up to, not including, <paramref name="count"/>.</summary>
    public int Next(int count) => (int)(Next() * count);

    /// <summary>Returns a duration with the long tail that durations have; half of them are longer than the median.</summary>
    public long NextDuration(double median, double spread)
    {
        // Box and Muller.
        var normal = Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());
        return Math.Max(1, (long)(median * Math.Exp(spread * normal)));
    }
}
