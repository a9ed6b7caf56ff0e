using Tasker.Caching.Near;

namespace Tasker.Caching.Engine;

/// <content>What is noted of requests, to say what another size would bring.</content>
public sealed partial class NearTier
{
    private ReuseSampler? _reuse;

    /// <summary>Begins to watch some keys, so that <see cref="Forecast"/> has something to say.</summary>
    /// <param name="counts">Counts the look-ups of all keys.</param>
    internal void Watch(Func<(long Hits, long Misses)> counts) => _reuse = new ReuseSampler(Options, _clock, counts, _isVoid);

    /// <summary>Notes that an entry answers a request.</summary>
    internal void NoteHit(NearEntry entry, long now)
    {
        if (_reuse is { } reuse && reuse.Watches(entry.Hash))
        {
            reuse.NoteHit(entry, now);
        }
    }

    /// <summary>Notes a request that there was nothing for.</summary>
    internal void NoteMiss(string key, MissReason reason, long now)
    {
        if (_reuse is { } reuse && KeyHash.Of(key) is var hash && reuse.Watches((uint)hash))
        {
            reuse.NoteMiss((uint)hash, reason, now);
        }
    }

    private void NoteStored(NearEntry entry)
    {
        if (!entry.IsMark && _reuse is { } reuse && reuse.Watches(entry.Hash))
        {
            reuse.NoteStored(entry);
        }
    }

    /// <summary>Says what memory would answer at several sizes, the smallest first.</summary>
    /// <returns>Nothing, if too few requests were seen.</returns>
    public IReadOnlyList<NearForecast> Forecast() => _reuse?.Forecast() ?? [];
}
