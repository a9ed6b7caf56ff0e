using System.Data.Common;
using Tasker.OutputCache;
using Tasker.OutputCache.Events;
using Tasker.OutputCache.Evictions;

namespace Tasker.Caching.Transactions;

/// <summary>Notes transactions for the engine, which asks before it looks up or stores anything.</summary>
internal sealed class CacheTransactions : ICacheTransactions
{
    private readonly ITagExpander _expander;
    private readonly SettleQueue _settling;
    private readonly EvictionJournal _journal;

    public CacheTransactions(ITagExpander expander, SettleQueue settling, EvictionJournal journal)
    {
        _expander = expander;
        _settling = settling;
        _journal = journal;
        PendingEvictions.Use();
    }

    public bool CanWrite => _journal.Log is ITransactionalEvictionLog;

    public IOpenTransaction Begin() => new OpenTransaction(_expander);

    public async ValueTask<bool> WriteAsync(DbTransaction transaction, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(hard);
        ArgumentNullException.ThrowIfNull(soft);
        if (hard.Count + soft.Count == 0
            || _journal.Log is not ITransactionalEvictionLog log
            || !await log.IsInDatabaseOfAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        List<string> tags = [.. Expand(hard), .. Expand(soft).Select(ReservedTags.Soft)];
        if (tags.Count > 0)
        {
            await log.AppendAsync(tags, transaction, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private List<string> Expand(IReadOnlyCollection<CacheTag> tags)
    {
        var expanded = new List<string>(tags.Count);
        foreach (var tag in tags)
        {
            // What is refused is logged when it is evicted after the commit.
            _expander.TryExpand(tag, expanded, out _);
        }

        return expanded;
    }

    public void EvictAgain(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, TimeSpan after)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (after > TimeSpan.Zero)
        {
            _settling.Add(tags, mode, after);
        }
    }
}
