using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Engine;

/// <summary>An entry of the near tier: a content, and what decides whether it may be served.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CachedEntry : NearEntry
{
    private readonly long _freshUntil;
    private long _judgement = -1;
    private long _refreshAt = long.MinValue;

    internal CachedEntry(string key, CachedContent content, EntryStamp stamp, TagSlots slots, IReadOnlyList<string> tags, EntryTimes times)
        : base(key, content.Size + SizeOf(tags), times.ExpiresAt)
    {
        Content = content;
        Stamp = stamp;
        Slots = slots;
        Tags = tags;
        Created = times.Created;
        CreatedAt = times.CreatedAt;
        _freshUntil = times.FreshUntil;
        ShownUntil = times.ShownUntil ?? times.ExpiresAt;
    }

    // A reference, the string and its two slots.
    private static long SizeOf(IReadOnlyList<string> tags)
    {
        var size = 0L;
        for (var i = 0; i < tags.Count; i++)
        {
            size += 40 + (sizeof(char) * (long)tags[i].Length);
        }

        return size;
    }

    /// <summary>Gets the content.</summary>
    public CachedContent Content { get; }

    internal EntryStamp Stamp { get; }

    internal TagSlots Slots { get; }

    /// <summary>Gets the tags that evict the entry.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Gets when it was computed, in the clock of the log's server.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Gets the timestamp of the local clock when it was computed.</summary>
    public long CreatedAt { get; }

    /// <summary>Gets the timestamp of the local clock until which it is fresh.</summary>
    public long FreshUntil => _freshUntil;

    /// <summary>Gets the timestamp of the local clock from which on it is not shown, not even as stale.</summary>
    internal long ShownUntil { get; }

    /// <summary>Gets the tags as they go to the shared tier.</summary>
    internal EntryTags? Carried { get; init; }

    /// <inheritdoc/>
    internal override bool IsKeptWhenVoid => ShownUntil < ExpiresAt;

    /// <inheritdoc/>
    internal override long UsableUntil => _freshUntil;

    /// <inheritdoc/>
    internal override NearEntry CreateGhost() =>
        new CachedEntry(string.Empty, NoContent.Instance, Stamp, Slots, [], new EntryTimes(Created, CreatedAt, _freshUntil, ExpiresAt));

    /// <summary>Tells whether the entry is fresh at a timestamp.</summary>
    public bool IsFreshAt(long timestamp) => timestamp < _freshUntil;

    /// <summary>Judges the entry by the evictions that this node knows at this moment.</summary>
    public Verdict Judge(EvictionView view)
    {
        // Read before the check: while the view has not moved since, the last verdict stands.
        var tick = view.Now.Tick;
        var judgement = Volatile.Read(ref _judgement);
        return judgement >> 2 == tick ? (Verdict)(judgement & 3) : JudgeAnew(view, tick);
    }

    private Verdict JudgeAnew(EvictionView view, long tick)
    {
        var verdict = view.JudgeNear(Stamp.Near, Slots);
        Volatile.Write(ref _judgement, (tick << 2) | (long)verdict);
        return verdict;
    }

    /// <summary>Says whether the caller is to compute the entry again. No other caller is, for a while.</summary>
    /// <param name="now">The current timestamp.</param>
    /// <param name="again">The timestamp from which on another caller may try, if this caller does not succeed.</param>
    internal bool TryBeginRefresh(long now, long again)
    {
        var at = Volatile.Read(ref _refreshAt);
        return now >= at && Interlocked.CompareExchange(ref _refreshAt, again, at) == at;
    }

    /// <summary>Says what the entry is good for at a moment.</summary>
    internal Freshness FreshnessAt(long timestamp, EvictionView view, long revalidate, long error)
    {
        var verdict = Judge(view);
        if (verdict == Verdict.Void)
        {
            return Freshness.Expired;
        }

        if (timestamp < _freshUntil)
        {
            return verdict == Verdict.Valid ? Freshness.Fresh : Freshness.StaleWhileRevalidate;
        }

        return timestamp < _freshUntil + revalidate ? Freshness.StaleWhileRevalidate
            : timestamp < _freshUntil + error ? Freshness.StaleIfError
            : Freshness.Expired;
    }

    /// <summary>An entry whose computation began later is never replaced by one whose computation began earlier.</summary>
    public override bool MayReplace(NearEntry held) => held is not CachedEntry other || Stamp.Near.Tick >= other.Stamp.Near.Tick;
}
