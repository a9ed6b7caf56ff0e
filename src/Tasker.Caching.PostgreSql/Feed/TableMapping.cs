using Tasker.Caching.Coverage;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>What a change of a table's rows evicts.</summary>
/// <param name="Table">The table, as SQL names it.</param>
/// <param name="Tags">What a row evicts.</param>
/// <param name="WhenRowsUnknown">What is evicted where the rows are not known; <see langword="null"/> for everything.</param>
internal sealed record TableMapping(string Table, Func<ChangedRow, IEnumerable<CacheTag>> Tags, IReadOnlyCollection<CacheTag>? WhenRowsUnknown) : ICoveredTables
{
    /// <summary>Gets what is evicted where the rows are not known.</summary>
    public IReadOnlyCollection<CacheTag> Unknown => WhenRowsUnknown ?? [CacheTag.Everything];

    public IEnumerable<CoveredTable> Read() => [new CoveredTable(Table, Probe(), "EvictOnChange")];

    // What it names for an empty row is what it names for others, or no answer.
    private CacheTag[]? Probe()
    {
        try
        {
            CacheTag[] all = [.. Tags(ChangedRow.Empty).Concat(WhenRowsUnknown ?? []).Select(static tag => tag.Widen()).Distinct()];
            return all.Length == 0 ? null : all;
        }
        catch (Exception)
        {
            // It can't do with nulls, and its rows are seen only later.
            return WhenRowsUnknown is null ? null : [.. WhenRowsUnknown.Select(static tag => tag.Widen())];
        }
    }
}
