using Tasker.Caching.Engine;

namespace Tasker.Caching.Purging;

/// <summary>Reads the eviction log from a cursor on, and says what has to be purged to keep up with it.</summary>
internal sealed class PurgeReader(ITagExpander expander, CacheSettingsSource settings, TimeProvider clock)
{
    /// <summary>Reads all that was evicted after a cursor.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cursor">The cursor, or <see langword="null"/> if there is none yet.</param>
    /// <returns>What to purge, in order, and the cursor that is true when that is done.</returns>
    public async Task<(IReadOnlyList<CachePurge> Purges, PurgeCursor Cursor)> ReadAsync(IEvictionLog log, PurgeCursor? cursor)
    {
        EvictionCursor? next = cursor is null
            ? new EvictionCursor(null, 0, 0)
            : new EvictionCursor(cursor.Generation, cursor.Horizon, cursor.Horizon) { Place = cursor.Place };
        EvictionPage? first = null;
        var (hard, soft) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var marker = 0L;
        string? place = null;
        while (next is { } from)
        {
            var page = await log.ReadSinceAsync(from, CancellationToken.None).AsTask().WaitAsync(settings.Current.OperationTimeout, clock).ConfigureAwait(false);
            first ??= page;
            if (page.Generation != first.Generation)
            {
                throw new InvalidOperationException("The eviction log was begun again while it was read.");
            }

            foreach (var (tag, _) in page.Evictions)
            {
                (ReservedTags.IsSoft(tag) ? soft : hard).Add(ReservedTags.IsSoft(tag) ? ReservedTags.Harden(tag) : tag);
            }

            (marker, place, next) = (Math.Max(marker, page.Marker), page.Place, page.Continue);
        }

        // What is below the marker, or in a log that is gone, can't be named any more.
        var after = new PurgeCursor(first!.Generation, Math.Max(first.Head, cursor?.Generation == first.Generation ? cursor.Horizon : 0), place);
        var knowsAll = cursor is not null && cursor.Generation == first.Generation && marker <= cursor.Horizon && !hard.Contains(ReservedTags.Everything);
        return (knowsAll ? List(hard, soft) : [new CachePurge { Keys = [], IsEverything = true }], after);
    }

    private List<CachePurge> List(HashSet<string> hard, HashSet<string> soft)
    {
        var purges = new List<CachePurge>();
        if (soft.Contains(ReservedTags.Everything))
        {
            purges.Add(new CachePurge { Keys = [], IsEverything = true, IsSoft = true });
        }
        else if (soft.Count > 0)
        {
            purges.Add(new CachePurge { Keys = KeysOf(soft), IsSoft = true });
        }

        if (hard.Count > 0)
        {
            purges.Add(new CachePurge { Keys = KeysOf(hard) });
        }

        return purges;
    }

    private IReadOnlyList<string> KeysOf(HashSet<string> tags)
    {
        var taken = new List<string>();
        foreach (var tag in tags)
        {
            expander.AddTaken(tag, taken);
        }

        return SurrogateKeys.OfEvicted(taken, settings.Current.Options);
    }
}
