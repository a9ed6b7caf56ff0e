namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>A source of chance that gives the same numbers for the same seed, on every machine and in every version of the runtime.</summary>
internal sealed class SimRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Makes a source for one purpose: what is taken from it changes nothing for the others.</summary>
    public static SimRandom For(ulong seed, string purpose, long number = 0) =>
        new(Scramble(seed ^ ((ulong)(uint)Hooks.HashOf(purpose) << 32)) ^ Scramble((ulong)number + 0x51ED));

    public ulong NextNumber()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Scramble(_state);
    }

    private static ulong Scramble(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9UL;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EBUL;
        return number ^ (number >> 31);
    }

    /// <summary>Gets a number from 0 up to, but not including, a limit.</summary>
    public int Next(int limit) => (int)(((NextNumber() >> 32) * (ulong)limit) >> 32);

    public double NextDouble() => (NextNumber() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Gets a number of ticks between two, mostly a short one.</summary>
    public long Between(long least, long most)
    {
        var share = NextDouble();
        return least + (long)((most - least) * share * share);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];
}
