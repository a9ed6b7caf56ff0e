using System.Numerics;

namespace Tasker.Caching.Near;

/// <summary>How many bytes lay between two requests for a key, in classes that grow: sixteen for each doubling. What a memory of some size would answer is what lies below it.</summary>
internal sealed class ReuseHistogram
{
    private const int BitsOfClass = 4;
    private const int ClassesOfDoubling = 1 << BitsOfClass;

    // Up to 2^50 bytes: a pebibyte.
    private const int Doublings = 50;

    private readonly double[] _counts = new double[(Doublings - BitsOfClass + 1) * ClassesOfDoubling];

    /// <summary>Gets how many requests there were.</summary>
    public double Total { get; private set; }

    /// <summary>Adds requests that a memory of this many bytes would have answered.</summary>
    public void Add(long bytes, double requests)
    {
        _counts[ClassOf(bytes)] += requests;
        Total += requests;
    }

    /// <summary>Adds requests that no memory would have answered.</summary>
    public void AddNever(double requests) => Total += requests;

    /// <summary>Lets what comes from now on count for more than what was.</summary>
    public void Halve()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] /= 2;
        }

        Total /= 2;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Total = 0;
    }

    /// <summary>Returns how many of the requests a memory of this size would have answered.</summary>
    public double Below(long bytes)
    {
        var last = ClassOf(bytes);
        var hits = 0.0;
        for (var i = 0; i < last; i++)
        {
            hits += _counts[i];
        }

        return hits + (_counts[last] * Math.Min(1, (bytes - StartOf(last) + 1) / (double)(StartOf(last + 1) - StartOf(last))));
    }

    private static int ClassOf(long bytes)
    {
        if (bytes < ClassesOfDoubling)
        {
            return (int)Math.Max(0, bytes);
        }

        var doubling = Math.Min(BitOperations.Log2((ulong)bytes), Doublings - 1);
        var within = (int)Math.Min((bytes >> (doubling - BitsOfClass)) - ClassesOfDoubling, ClassesOfDoubling - 1);
        return ((doubling - BitsOfClass + 1) * ClassesOfDoubling) + within;
    }

    private static long StartOf(int index) =>
        index < ClassesOfDoubling ? index : (long)(ClassesOfDoubling + (index % ClassesOfDoubling)) << ((index / ClassesOfDoubling) - 1);
}
