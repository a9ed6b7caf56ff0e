using System.Data.Common;
using Tasker.Caching.Engine;
using Tasker.Caching.Events;
using Tasker.Caching.Evictions.Outbox;

namespace Tasker.Caching.Transactions;

/// <summary>Notes transactions for the engine, which asks before it looks up or stores anything.</summary>
internal sealed class CacheTransactions : ICacheTransactions
{
    private readonly ITagExpander _expander;
    private readonly SettleQueue _settling;
    private readonly EvictionJournal _journal;
    private readonly OutboxAccess _outbox;

    public CacheTransactions(ITagExpander expander, SettleQueue settling, EvictionJournal journal, OutboxAccess outbox)
    {
        _expander = expander;
        _settling = settling;
        _journal = journal;
        _outbox = outbox;
        PendingEvictions.Use();
    }

    public bool CanWrite => _journal.Log is ITransactionalEvictionLog || _outbox.Current is not null;

    public IOpenTransaction Begin() => new OpenTransaction(_expander);

    public async ValueTask<bool> WriteAsync(DbTransaction transaction, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(hard);
        ArgumentNullException.ThrowIfNull(soft);
        if (hard.Count + soft.Count == 0)
        {
            return false;
        }

        var tags = Expand(hard, soft);
        return _journal.Log is ITransactionalEvictionLog log
            ? await WriteAsync(log, tags, transaction, cancellationToken).ConfigureAwait(false)
            : _outbox.Current is { } outbox && await WriteAsync(outbox, tags, transaction, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<bool> WriteAsync(ITransactionalEvictionLog log, List<string> tags, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await log.IsInDatabaseOfAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (tags.Count > 0)
        {
            await log.AppendAsync(tags, transaction, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async ValueTask<bool> WriteAsync(IEvictionOutbox outbox, List<string> tags, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await outbox.IsInDatabaseOfAsync(transaction, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (tags.Count > 0)
        {
            await outbox.AddAsync(tags, transaction, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    public async ValueTask<bool> TryWriteAndCommitAsync(DbTransaction transaction, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(hard);
        ArgumentNullException.ThrowIfNull(soft);
        var tags = Expand(hard, soft);
        return tags.Count > 0 && (_journal.Log is ITransactionalEvictionLog log
            ? await log.TryAppendAndCommitAsync(tags, transaction, cancellationToken).ConfigureAwait(false)
            : _outbox.Current is { } outbox && await outbox.TryAddAndCommitAsync(tags, transaction, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<bool> WriteAsync(DbConnection enlisted, IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(enlisted);
        ArgumentNullException.ThrowIfNull(hard);
        ArgumentNullException.ThrowIfNull(soft);
        if (hard.Count + soft.Count == 0)
        {
            return false;
        }

        var tags = Expand(hard, soft);
        return _journal.Log is ITransactionalEvictionLog log
            ? await log.TryAppendAsync(tags, enlisted, cancellationToken).ConfigureAwait(false)
            : _outbox.Current is { } outbox && await outbox.TryAddAsync(tags, enlisted, cancellationToken).ConfigureAwait(false);
    }

    private List<string> Expand(IReadOnlyCollection<CacheTag> hard, IReadOnlyCollection<CacheTag> soft) => [.. Expand(hard), .. Expand(soft).Select(ReservedTags.Soft)];

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
