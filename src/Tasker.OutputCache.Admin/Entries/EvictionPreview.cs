using Tasker.Caching;
using Tasker.Caching.Backends;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;

namespace Tasker.OutputCache.Admin.Entries;

/// <summary>Counts what an eviction would take of this process's memory. It evicts nothing.</summary>
internal sealed class EvictionPreview(NearTier near, EvictionView view, ITagExpander expander, TimeProvider clock)
{
    private const string Note = "Counted in this process's memory. Other nodes and the shared tier hold entries of their own, which go too.";
    private const string Masked = " Those of single tenants and users are not counted.";

    /// <summary>Counts the entries that carry one of the tags, as an eviction expands them.</summary>
    public (int Entries, string Note, string? Reason) Count(IReadOnlyCollection<CacheTag> tags, AdminCaller caller)
    {
        var logged = new List<string>();
        var reasons = new List<string>();
        foreach (var tag in tags)
        {
            if (!expander.TryExpand(tag, logged, out var error))
            {
                reasons.Add(error);
            }
        }

        var taken = new List<string>();
        logged.ForEach(tag => expander.AddTaken(tag, taken));
        var wanted = taken.ToHashSet(StringComparer.Ordinal);
        var isEverything = tags.Contains(CacheTag.Everything);
        var count = Count(entry => isEverything || entry.Tags.Any(wanted.Contains), caller);
        return (count, NoteFor(caller), reasons.Count == 0 ? null : string.Join(' ', reasons));
    }

    /// <summary>Counts the entries whose keys match a pattern.</summary>
    public (int Entries, string Note) Count(string pattern, AdminCaller caller) => (Count(entry => KeyPattern.Matches(entry.Key, pattern), caller), NoteFor(caller));

    private int Count(Func<CachedEntry, bool> matches, AdminCaller caller)
    {
        var now = clock.GetTimestamp();

        // A number would tell whether a user has an entry.
        return near.Snapshot().OfType<CachedEntry>().Count(entry =>
            now < entry.ExpiresAt && entry.Judge(view) != Verdict.Void && (caller.MaySeePartitions || !AdminMask.IsPartitioned(entry.Key)) && matches(entry));
    }

    private static string NoteFor(AdminCaller caller) => caller.MaySeePartitions ? Note : Note + Masked;
}
