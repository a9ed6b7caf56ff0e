using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.EntityFrameworkCore.Mappings;

/// <summary>What a change of a row evicts.</summary>
internal abstract class SaveMapping(Type rowType, EvictionWay way, IReadOnlyCollection<CacheTag>? whenRowsUnknown)
{
    private int _hasWarned;

    public Type RowType { get; } = rowType;

    public string RowName => RowType.Name;

    public EvictionWay Way { get; } = way;

    /// <summary>Adds what a row evicts.</summary>
    /// <exception cref="Exception">Whatever the mapping threw.</exception>
    public abstract void AddTags(object row, EvictionSet evictions);

    /// <summary>Adds what is evicted when rows have changed and nobody knows which.</summary>
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
