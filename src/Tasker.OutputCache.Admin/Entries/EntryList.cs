using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Endpoints;

namespace Tasker.OutputCache.Admin.Entries;

/// <summary>Looks through this process's memory.</summary>
internal sealed class EntryList(NearTier near, EvictionView view, EvictionFollower follower, ResourceCatalog resources, KeyNames names, TimeProvider clock)
{
    private const int PlaceBytes = 9;

    // Entries whose keys look the same are told apart by something that does not tell their keys.
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>Returns a page of the entries that match, by key.</summary>
    public EntryPageBody Read(EntryQuery query, AdminCaller caller)
    {
        // The largest of those that are kept goes first: only as many as a page holds, and one more, are ever kept.
        var page = new PriorityQueue<CachedEntry, string>(Comparer<string>.Create(static (one, other) => string.CompareOrdinal(other, one)));
        var matches = 0;
        foreach (var entry in near.Snapshot().OfType<CachedEntry>())
        {
            var key = caller.Key(entry.Key);
            if (!Matches(entry, key, query, caller))
            {
                continue;
            }

            matches++;
            var place = PlaceOf(entry.Key, key);
            if (query.After is null || string.CompareOrdinal(place, query.After) > 0)
            {
                page.Enqueue(entry, place);
                if (page.Count > query.Limit + 1)
                {
                    page.Dequeue();
                }
            }
        }

        var hasMore = page.Count > query.Limit;
        if (hasMore)
        {
            page.Dequeue();
        }

        var last = hasMore && page.TryPeek(out _, out var after) ? EntryQuery.CursorOf(after) : null;
        var read = names.Reader();
        var entries = new EntryBody[page.Count];
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            var entry = Describe(page.Dequeue(), caller);
            entries[i] = entry with { Parameters = read(entry.Key) };
        }

        return new EntryPageBody(entries, matches, last);
    }

    private bool Matches(CachedEntry entry, string key, EntryQuery query, AdminCaller caller) =>
        (query.Search is null || key.Contains(query.Search, StringComparison.OrdinalIgnoreCase))
        && (query.Resource is null || ResourceOf(entry.Key).Equals(query.Resource, StringComparison.OrdinalIgnoreCase))
        && (query.Tag is null || entry.Tags.Any(tag => caller.Tag(tag) == query.Tag));

    private static string PlaceOf(string key, string shown) =>
        ReferenceEquals(key, shown) ? key : $"{shown}\n{Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(key)).AsSpan(0, PlaceBytes))}";

    /// <summary>Finds an entry that the caller may know of.</summary>
    public CachedEntry? Find(string key, AdminCaller caller) =>
        (caller.MaySeePartitions || !AdminMask.IsPartitioned(key)) && near.TryGet(key, out var found) ? found as CachedEntry : null;

    /// <summary>Describes an entry without what it holds.</summary>
    public EntryBody Describe(CachedEntry entry, AdminCaller caller)
    {
        var now = clock.GetTimestamp();
        return new EntryBody(
            caller.Key(entry.Key),
            ResourceOf(entry.Key),
            AdminMask.IsPartitioned(entry.Key),
            StateOf(entry, now),
            entry.Size,
            entry.Created,
            (follower.ServerTime - entry.Created).TotalSeconds,
            clock.GetElapsedTime(now, entry.FreshUntil).TotalSeconds);
    }

    private string StateOf(CachedEntry entry, long now) => entry.Judge(view) switch
    {
        Verdict.Void => "evicted",
        _ when now >= entry.ExpiresAt => "expired",
        Verdict.Valid when entry.IsFreshAt(now) => "fresh",
        _ => "stale",
    };

    // "tasker:analytics:performance:24"; after the prefix there may be a salt, which begins with "%+".
    private string ResourceOf(string key)
    {
        var prefix = PrefixOf(resources.Options.KeyPrefix);
        if (!key.StartsWith(prefix, StringComparison.Ordinal) || key.Length <= prefix.Length + 1)
        {
            return string.Empty;
        }

        var rest = key.AsSpan(prefix.Length + 1);
        if (rest.StartsWith("%+") && rest.IndexOf(':') is var end and > 0)
        {
            rest = rest[(end + 1)..];
        }

        var colon = rest.IndexOf(':');
        return (colon < 0 ? rest : rest[..colon]).ToString();
    }

    private static string PrefixOf(string prefix)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            KeyEscaping.AppendPrefix(ref writer, prefix);
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
