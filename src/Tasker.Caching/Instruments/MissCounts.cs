using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Hits and misses of an endpoint, and what they point at: the log and the administration's advice judge by these thresholds, and by no others.</summary>
/// <param name="Hits">Requests that needed no run of the handler.</param>
/// <param name="Misses">Requests that found nothing to be answered with.</param>
/// <param name="Cold">Those of them whose key was not seen before.</param>
/// <param name="Expired">Those of them whose entry had expired.</param>
/// <param name="Capacity">Those of them whose entry memory had pushed out.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct MissCounts(long Hits, long Misses, long Cold, long Expired, long Capacity)
{
    /// <summary>The misses below which the shares say little.</summary>
    public const int Fewest = 500;

    // The shares, as one in so many.
    private const int MostHits = 20;
    private const int FewestCold = 10;
    private const int FewestCapacity = 20;
    private const int FewestExpired = 2;

    /// <summary>Gets how many requests asked the cache.</summary>
    public long Asked => Hits + Misses;

    /// <summary>Gets a value indicating whether the key has something in it with too many values: nine misses in ten are of new keys, and there is at most one hit for twenty misses.</summary>
    public bool KeysHardlyRepeat => IsEnough && (Misses - Cold) * FewestCold <= Misses && Hits * MostHits <= Misses;

    /// <summary>Gets a value indicating whether memory is too small: one request in twenty found that its entry had been pushed out.</summary>
    public bool MemoryIsTooSmall => IsEnough && Capacity * FewestCapacity >= Asked;

    /// <summary>Gets a value indicating whether entries end by their time, and not because something changed: half of the misses do.</summary>
    public bool EntriesEndByTime => IsEnough && Expired * FewestExpired >= Misses;

    private bool IsEnough => Misses >= Fewest;
}
