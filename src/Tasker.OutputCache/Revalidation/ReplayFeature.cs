using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>Marks a request that the cache has made itself.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ReplayFeature : ICacheReplayFeature
{
    private string? _key;
    private Computation? _computation;
    private ContentSink? _sink;

    private ReplayFeature(CacheReplayReason reason) => Reason = reason;

    /// <inheritdoc/>
    public CacheReplayReason Reason { get; }

    /// <summary>Gets a value indicating whether the response is to be computed whatever is held.</summary>
    internal bool SkipsLookup => Reason != CacheReplayReason.WarmUp;

    /// <summary>Marks a request that looks entries up like any other.</summary>
    internal static ReplayFeature WarmUp() => new(CacheReplayReason.WarmUp);

    /// <summary>Gets the response whose conditions the request has: the handler may answer with 304.</summary>
    internal StoredResponse? Held { get; private init; }

    /// <summary>Marks a request that goes on with a computation.</summary>
    /// <param name="reason">Why it is made.</param>
    /// <param name="computation">The computation.</param>
    /// <param name="held">The response whose conditions it has, if it has any.</param>
    internal static ReplayFeature Of(CacheReplayReason reason, Computation computation, StoredResponse? held = null) => new(reason) { _computation = computation, Held = held };

    /// <summary>Marks a request whose response is to be compared, and not to be stored.</summary>
    /// <param name="key">The key of the entry to compute.</param>
    /// <param name="sink">What takes the response.</param>
    internal static ReplayFeature Verify(string key, ContentSink sink) => new(CacheReplayReason.Verify) { _key = key, _sink = sink };

    /// <summary>Finds what the replayed request computes.</summary>
    /// <returns><see langword="null"/> if the request is for another entry: its user is another one now, or anonymous.</returns>
    internal Computation? TryBegin(CacheEngine engine, CacheOperation work) =>
        _sink is not null ? (_key == work.Key ? engine.Observe(work, _sink) : null)
        : _computation is { } computation && computation.TryPassOn(work) ? computation
        : null;
}
