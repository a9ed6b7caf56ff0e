using Microsoft.Extensions.Logging;

namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>What a change of a row evicts.</summary>
internal abstract class SaveMapping(Type rowType, EvictionWay way, IReadOnlyCollection<CacheTag>? whenRowsUnknown)
{
    private int _hasWarned;

    public Type RowType { get; } = rowType;

    public string RowName => RowType.Name;

    public EvictionWay Way { get; } = way;

    /// <summary>Gets the tags that rows were seen to have, without dimensions.</summary>
    protected HashSet<CacheTag> Seen { get; } = [];

    /// <summary>Says what the mapping evicts, without dimensions; <see langword="null"/> if that is not known.</summary>
    public IReadOnlyCollection<CacheTag>? Evicts()
    {
        Probe();
        lock (Seen)
        {
            CacheTag[] all = [.. Seen, .. (whenRowsUnknown ?? []).Select(static tag => tag.Widen())];
            return all.Length == 0 ? null : all;
        }
    }

    /// <summary>Asks about an empty row, if no row has been seen.</summary>
    protected abstract void Probe();

    /// <summary>Adds what a row evicts.</summary>
    /// <exception cref="Exception">Whatever the mapping threw.</exception>
    public abstract void AddTags(object row, EvictionSet evictions);

    /// <summary>Adds what is evicted when rows have changed and it is unknown which.</summary>
    public void AddUnknown(EvictionSet tags, ILogger logger)
    {
        if (whenRowsUnknown is not null)
        {
            tags.Add(whenRowsUnknown, Way);
            return;
        }

        // Nothing less is certain: a mapping may name any tag for any row.
        tags.Add([CacheTag.Everything], Way);
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            logger.RowsUnknown(RowName);
        }
    }
}
