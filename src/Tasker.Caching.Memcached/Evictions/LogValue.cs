using System.Text;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;


namespace Tasker.Caching.Memcached.Evictions;

/// <summary>The whole log, as it stands in one value: generation, head, marker (the floor), and the tags, oldest first.</summary>
internal sealed record LogValue(string Generation, long Head, long Marker, IReadOnlyList<EvictedTag> Evictions)
{
    // What a tag takes beside its characters: its sequence and its length.
    private const int TagOverhead = 12;

    /// <summary>Makes a log without a past: everything is void up to its head.</summary>
    public static LogValue Begin(long time, long known)
    {
        var head = Math.Max(time, known + 1);
        return new LogValue(Guid.NewGuid().ToString("N"), head, head, []);
    }

    /// <summary>Makes the log that has one eviction more.</summary>
    /// <param name="tags">The tags of the eviction.</param>
    /// <param name="time">The time in microseconds.</param>
    /// <param name="known">The highest sequence that the caller knows.</param>
    /// <param name="oldest">The sequence before which evictions are forgotten.</param>
    /// <param name="size">How many bytes the value may take.</param>
    public LogValue Append(IReadOnlyList<string> tags, long time, long known, long oldest, int size)
    {
        var sequence = Math.Max(time, Math.Max(Head, known) + 1);
        var added = new HashSet<string>(tags, StringComparer.Ordinal);
        var kept = new List<EvictedTag>(Evictions.Count + added.Count);
        foreach (var eviction in Evictions)
        {
            if (!added.Contains(eviction.Tag))
            {
                kept.Add(eviction);
            }
        }

        kept.AddRange(added.Select(tag => new EvictedTag(tag, sequence)));
        var marker = MarkerFor(kept, oldest, size - LogCodec.HeaderLength);
        kept.RemoveAll(eviction => eviction.Sequence <= marker);
        return new LogValue(Generation, sequence, marker, kept);
    }

    // What is forgotten, for its age or for want of room, raises the marker: an entry from before then can't be judged any more.
    private long MarkerFor(List<EvictedTag> kept, long oldest, int room)
    {
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            room -= Encoding.UTF8.GetByteCount(kept[i].Tag) + TagOverhead;
            if (room < 0 || kept[i].Sequence < oldest)
            {
                return Math.Max(Marker, kept[i].Sequence);
            }
        }

        return Marker;
    }

    /// <summary>Gets a number that goes with this state of the log beside its token. Every write has another one.</summary>
    public uint Fingerprint() => (uint)StableHash.Of(Encoding.ASCII.GetBytes(Generation), (ulong)Head);
}
