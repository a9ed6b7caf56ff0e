namespace Tasker.OutputCache.EntityFrameworkCore.Mappings;

/// <inheritdoc/>
internal sealed class SaveMapping<TRow>(Func<TRow, IEnumerable<CacheTag>> tags, EvictionWay way, IReadOnlyCollection<CacheTag>? whenRowsUnknown)
    : SaveMapping(typeof(TRow), way, whenRowsUnknown)
    where TRow : class
{
    public override void AddTags(object row, EvictionSet evictions)
    {
        // All of them first: a sequence that throws midway counts as failed as a whole.
        CacheTag[] found = [.. tags((TRow)row) ?? throw new InvalidOperationException("The mapping returned null; an empty list says that nothing is evicted.")];
        if (Array.IndexOf(found, null) >= 0)
        {
            throw new InvalidOperationException("The mapping returned a tag that is null.");
        }

        evictions.Add(found, Way);
    }
}
