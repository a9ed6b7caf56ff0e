using System.Runtime.CompilerServices;

namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <inheritdoc/>
internal sealed class SaveMapping<TRow>(Func<TRow, IEnumerable<CacheTag>> tags, EvictionWay way, IReadOnlyCollection<CacheTag>? whenRowsUnknown)
    : SaveMapping(typeof(TRow), way, whenRowsUnknown)
    where TRow : class
{
    // Looking at each of many rows would show nothing new.
    private const int MaximumSeen = 100;
    private int _rows;

    public override void AddTags(object row, EvictionSet evictions)
    {
        // All of them first: a sequence that throws midway counts as failed as a whole.
        CacheTag[] found = [.. tags((TRow)row) ?? throw new InvalidOperationException("The mapping returned null; an empty list says that nothing is evicted.")];
        if (Array.IndexOf(found, null) >= 0)
        {
            throw new InvalidOperationException("The mapping returned a tag that is null.");
        }

        evictions.Add(found, Way);
        Note(found);
    }

    private void Note(CacheTag[] found)
    {
        if (Volatile.Read(ref _rows) < MaximumSeen)
        {
            lock (Seen)
            {
                _rows++;
                Seen.UnionWith(found.Select(static tag => tag.Widen()));
            }
        }
    }

    protected override void Probe()
    {
        if (Volatile.Read(ref _rows) > 0 || typeof(TRow).IsAbstract)
        {
            return;
        }

        try
        {
            Note([.. (tags((TRow)RuntimeHelpers.GetUninitializedObject(typeof(TRow))) ?? []).OfType<CacheTag>()]);
        }
        catch (Exception)
        {
            // It needs more than an empty row. Until a row is saved, what it evicts is reported as not known.
        }
    }
}
