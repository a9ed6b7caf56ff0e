using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>A request that the cache watches without answering it.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ShadowLookup
{
    internal ShadowLookup(CacheOperation work, EvictionPoint stamp, long began)
    {
        Work = work;
        Stamp = stamp;
        Began = began;
    }

    internal CacheOperation Work { get; }

    /// <summary>Gets the point of the view before the handler ran.</summary>
    internal EvictionPoint Stamp { get; }

    /// <summary>Gets the timestamp at which the cache was asked.</summary>
    public long Began { get; }

    /// <summary>Gets what the cache would have done.</summary>
    public ShadowOutcome Outcome { get; internal init; }

    /// <summary>Gets why there was nothing to answer with. It means something for a miss only.</summary>
    public MissReason Reason { get; internal init; }

    /// <summary>Gets the entry that would have been the answer.</summary>
    public CachedEntry? Entry { get; internal init; }

    /// <summary>Gets a value indicating whether the entry would have been computed again in the background.</summary>
    internal bool IsStale { get; init; }
}
