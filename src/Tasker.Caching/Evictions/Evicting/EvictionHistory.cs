using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions;
using Tasker.Caching.Instruments;

namespace Tasker.Caching.Engine;

/// <summary>The latest evictions, and the tags that are evicted most: both bounded.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class EvictionHistory(TimeProvider clock)
{
    internal const int Capacity = 256;
    internal const int TagCapacity = 512;

    private const int TagsOfANote = 16;
    private const string Elsewhere = "another node";
    private const string Received = "received";

    private readonly Lock _gate = new();
    private readonly Queue<EvictionNote> _notes = new(Capacity);
    private readonly HeavyHitters _tags = new(TagCapacity);

    /// <summary>Notes an eviction that this node has begun.</summary>
    internal void Add(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, EvictionOutcome outcome) =>
        Add(
            [.. tags.Select(static tag => tag.ToString())],
            EvictionModeText.Of(mode),
            EvictionResultText.Of(outcome.Result),
            EvictionAuthor.Current,
            null,
            Nameless(outcome.Reason, tags));

    // Values may be a tenant's or a user's: the tags beside it show them to those who may see them.
    private static string? Nameless(string? reason, IReadOnlyCollection<CacheTag> tags)
    {
        foreach (var tag in reason is null ? [] : tags)
        {
            reason = tag.Dimensions.Length > 0 ? reason!.Replace(tag.ToString(), tag.Name, StringComparison.Ordinal) : reason;
        }

        return reason;
    }

    /// <summary>Notes an eviction of another node that this one has heard of.</summary>
    internal void AddReceived(IReadOnlyList<string> tags, TimeSpan? age)
    {
        var isSoft = tags.Count > 0 && tags.All(ReservedTags.IsSoft);
        var names = new List<string>(tags.Count);
        foreach (var tag in tags)
        {
            names.Add(ReservedTags.IsSoft(tag) ? tag[1..] : tag);
        }

        // What was named stands beside what it was expanded to: the unfiltered responses that go with it.
        var named = names.FindAll(static name => !name.Contains("=*", StringComparison.Ordinal));
        Add([.. named.Count > 0 ? named : names], EvictionModeText.Of(isSoft ? EvictionMode.Soft : EvictionMode.Hard), Received, Elsewhere, age);
    }

    private void Add(string[] tags, string mode, string result, string by, TimeSpan? age, string? reason = null)
    {
        var now = clock.GetUtcNow();
        foreach (var tag in tags)
        {
            _tags.Add(tag, 1, now);
        }

        lock (_gate)
        {
            if (_notes.Count == Capacity)
            {
                _notes.Dequeue();
            }

            _notes.Enqueue(new EvictionNote(now, tags.Length <= TagsOfANote ? tags : tags[..TagsOfANote], tags.Length, mode, result, by, age, reason));
        }
    }

    /// <summary>Returns the latest evictions, the last first.</summary>
    public EvictionNote[] Latest(int count)
    {
        lock (_gate)
        {
            return [.. _notes.Reverse().Take(count)];
        }
    }

    /// <summary>Returns the latest evictions that this node has begun, the last first.</summary>
    internal EvictionNote[] LatestOwn(int count)
    {
        lock (_gate)
        {
            return [.. _notes.Where(static note => note.Result != Received).TakeLast(count).Reverse()];
        }
    }

    /// <summary>Returns the tags that are evicted most.</summary>
    public HeavyHitter[] TopTags(int count) => _tags.Top(count);
}
