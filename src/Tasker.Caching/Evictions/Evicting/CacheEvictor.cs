using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions.Appending;
using Tasker.Caching.Evictions.Evicting;
using Tasker.Caching.Evictions.Outbox;

namespace Tasker.Caching.Engine;

/// <summary>Turns what users evict into tags of the log.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheEvictor : ICacheEvictor
{
    private readonly EvictionJournal _journal;
    private readonly OutboxAccess _outbox;
    private readonly ITagExpander _expander;
    private readonly EvictionMetrics _metrics;
    private readonly EvictionRefusals _refusals;

    internal CacheEvictor(EvictionJournal journal, OutboxAccess outbox, ITagExpander expander, EvictionMetrics metrics, EvictionRefusals refusals)
    {
        _refusals = refusals;
        _journal = journal;
        _outbox = outbox;
        _expander = expander;
        _metrics = metrics;
    }

    /// <inheritdoc/>
    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        EvictAsync(tags, EvictionMode.Hard, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        var outcome = await EvictAndTellAsync(tags, mode, cancellationToken).ConfigureAwait(false);
        _refusals.ThrowIfAny(outcome);
        return outcome.Result;
    }

    /// <summary>Evicts tags, and says why some of them were refused. Nothing is thrown for that.</summary>
    public async ValueTask<EvictionOutcome> EvictAndTellAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var named = new List<CacheTag>(tags.Count);
        var reasons = new List<string>();
        var record = Expand(tags, mode, named, reasons);
        var result = await _journal.EvictAsync(record, cancellationToken).ConfigureAwait(false);
        return Report(named, mode, result, reasons);
    }

    private HashSet<string> Expand(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, List<CacheTag> named, List<string> reasons)
    {
        var expanded = new List<string>(tags.Count);
        foreach (var tag in tags)
        {
            if (tag is null)
            {
                _refusals.Add(reasons, null, "One of the tags of the eviction was null.");
                continue;
            }

            named.Add(tag);
            if (!_expander.TryExpand(tag, expanded, out var error))
            {
                _refusals.Add(reasons, tag, error);
                continue;
            }

            _refusals.AddIfUnknown(reasons, tag);
        }

        var record = new HashSet<string>(expanded.Count, StringComparer.Ordinal);
        foreach (var tag in expanded)
        {
            record.Add(mode == EvictionMode.Soft ? ReservedTags.Soft(tag) : tag);
        }

        return record;
    }

    private EvictionOutcome Report(List<CacheTag> named, EvictionMode mode, EvictionResult result, List<string> reasons)
    {
        var outcome = EvictionOutcome.Of(result, reasons);
        _metrics.Record(named, mode, outcome);
        return outcome;
    }

    // Not asynchronous itself: what it notes of the current request would be lost on its return.
    /// <inheritdoc/>
    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(transaction);
        var log = _journal.Log as ITransactionalEvictionLog;
        var outbox = _outbox.Current;
        if (log is null && outbox is null)
        {
            throw new InvalidOperationException(
                "The eviction log is in no database, and there is no outbox, so that no eviction can commit with a transaction. Configure evictions.log = \"postgres\" (or the back end postgres), or postgres.outbox = true, or evict after the commit, without the transaction.");
        }

        var named = new List<CacheTag>(tags.Count);
        var reasons = new List<string>();
        var record = Expand(tags, EvictionMode.Hard, named, reasons);
        var taken = new List<string>();
        foreach (var tag in record)
        {
            _expander.AddTaken(tag, taken);
        }

        // From here on: what the request reads next it would have to read again, and what it computes may be rolled back.
        var pending = new PendingTags();
        pending.Add(taken);
        PendingEvictions.Add(pending);
        return AppendAsync(
            log is null
                ? async () => EvictAtEndAsync(outbox!, await outbox!.AddAsync([.. record], transaction, cancellationToken).ConfigureAwait(false), record)
                : async () => (await log.AppendAsync([.. record], transaction, cancellationToken).ConfigureAwait(false)).Ended,
            record, pending, named, reasons);
    }

    // The row is relayed by whichever instance comes first. This one need not wait for that: it evicts as soon as it sees the commit.
    private async Task EvictAtEndAsync(IEvictionOutbox outbox, long transactionId, HashSet<string> record)
    {
        if (await outbox.MayHaveCommittedAsync(transactionId).ConfigureAwait(false))
        {
            await _journal.EvictAsync(record, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<EvictionResult> AppendAsync(Func<Task<Task>> append, HashSet<string> record, PendingTags pending, List<CacheTag> named, List<string> reasons)
    {
        try
        {
            if (record.Count == 0)
            {
                pending.End();
            }
            else
            {
                Guard.Forget(EndAsync(await append().ConfigureAwait(false), pending));
            }
        }
        catch
        {
            // Nothing is evicted with it. What became of the transaction is the caller's business.
            pending.End();
            throw;
        }

        var outcome = Report(named, EvictionMode.Hard, EvictionResult.Confirmed, reasons);
        _refusals.ThrowIfAny(outcome);
        return outcome.Result;
    }

    private static async Task EndAsync(Task ended, PendingTags pending)
    {
        await ended.ConfigureAwait(false);
        pending.End();
    }

    /// <inheritdoc/>
    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) =>
        EvictAsync([CacheTag.Everything], EvictionMode.Hard, cancellationToken);
}
