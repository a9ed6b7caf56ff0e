using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>An entry of the near tier: a content, and what decides whether it may be served.</summary>
internal sealed class CachedEntry : NearEntry
{
    private readonly long _freshUntil;
    private long _judgement = -1;
    private long _refreshAt = long.MinValue;

    public CachedEntry(string key, CachedContent content, EntryStamp stamp, TagSlots slots, IReadOnlyList<string> tags, EntryTimes times)
        : base(key, content.Size + SizeOf(tags), times.ExpiresAt)
    {
        Content = content;
        Stamp = stamp;
        Slots = slots;
        Tags = tags;
        Created = times.Created;
        CreatedAt = times.CreatedAt;
        _freshUntil = times.FreshUntil;
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

    public CachedContent Content { get; }

    public EntryStamp Stamp { get; }

    public TagSlots Slots { get; }

    public IReadOnlyList<string> Tags { get; }

    /// <summary>Gets when it was computed, in the clock of the log's server.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Gets the timestamp of the local clock when it was computed.</summary>
    public long CreatedAt { get; }

    /// <summary>Gets the timestamp of the local clock until which it is fresh.</summary>
    public long FreshUntil => _freshUntil;

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

    /// <summary>Says whether the caller is to compute the entry anew. Nobody else is, for a while.</summary>
    /// <param name="now">The current timestamp.</param>
    /// <param name="again">The timestamp from which on somebody else may try, if this caller does not succeed.</param>
    public bool TryBeginRefresh(long now, long again)
    {
        var at = Volatile.Read(ref _refreshAt);
        return now >= at && Interlocked.CompareExchange(ref _refreshAt, again, at) == at;
    }

    /// <summary>Says what the entry is good for at a moment.</summary>
    public Freshness FreshnessAt(long timestamp, EvictionView view, long revalidate, long error)
    {
        var verdict = Judge(view);
        if (verdict == Verdict.Void)
        {
            return Freshness.Useless;
        }

        if (timestamp < _freshUntil)
        {
            return verdict == Verdict.Valid ? Freshness.Fresh : Freshness.WhileRevalidate;
        }

        return timestamp < _freshUntil + revalidate ? Freshness.WhileRevalidate
            : timestamp < _freshUntil + error ? Freshness.IfError
            : Freshness.Useless;
    }

    /// <summary>An entry whose computation began later is never replaced by one whose computation began earlier.</summary>
    public override bool MayReplace(NearEntry held) => held is not CachedEntry other || Stamp.Near.Tick >= other.Stamp.Near.Tick;
}
