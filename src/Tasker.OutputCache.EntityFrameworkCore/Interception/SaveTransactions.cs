using System.Data.Common;
using Tasker.OutputCache.EntityFrameworkCore.Mappings;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.EntityFrameworkCore.Interception;

/// <summary>Writes what a transaction evicts into that transaction, where the eviction log is in the same database.</summary>
internal sealed class SaveTransactions(EvictionJournal journal, ITagExpander expander)
{
    /// <summary>Gets a value indicating whether the eviction log is in a database at all.</summary>
    public bool ArePossible => journal.Log is ITransactionalEvictionLog;

    /// <summary>Appends evictions in a transaction that is about to commit. What can't be written fails the commit: the caller wants both or neither.</summary>
    public async ValueTask AppendAsync(DbTransaction transaction, EvictionSet evictions, CancellationToken cancellationToken)
    {
        if (evictions.IsEmpty || journal.Log is not ITransactionalEvictionLog log || !await log.IsInDatabaseOfAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var tags = Expand(evictions.Tags(EvictionMode.Hard));
        tags.AddRange(Expand(evictions.Tags(EvictionMode.Soft)).Select(ReservedTags.Soft));
        if (tags.Count > 0)
        {
            await log.AppendAsync(tags, transaction, cancellationToken).ConfigureAwait(false);
        }
    }

    private List<string> Expand(IReadOnlyCollection<CacheTag> tags)
    {
        var expanded = new List<string>(tags.Count);
        foreach (var tag in tags)
        {
            // What is refused is logged when it is evicted after the commit.
            expander.TryExpand(tag, expanded, out _);
        }

        return expanded;
    }
}
