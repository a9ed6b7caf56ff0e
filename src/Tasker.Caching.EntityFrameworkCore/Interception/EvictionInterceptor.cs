using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.EntityFrameworkCore.Transactions;
using Tasker.Caching.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>Sees what contexts save and commit, and evicts it: after the commit, and not at all on a rollback.</summary>
internal sealed partial class EvictionInterceptor
{
    private readonly ConditionalWeakTable<IModel, ModelMappings> _models = [];
    private readonly ConditionalWeakTable<DbContext, SaveInProgress> _saves = [];
    private readonly AwaitedEvictions _awaited = new();
    private readonly SaveMapping[] _mappings;
    private readonly TransactionTable _transactions;
    private readonly CommitEvictor _evictor;
    private readonly SaveTransactions _saveTransactions;
    private readonly MappingUse _use;
    private readonly MappingMetrics _metrics;
    private readonly ILogger _logger;

    public EvictionInterceptor(
        IEnumerable<SaveMapping> mappings,
        ICacheEvictor evictor,
        ICacheTransactions transactions,
        MappingUse use,
        MappingMetrics metrics,
        ILogger<EvictionInterceptor> logger)
    {
        _mappings = [.. mappings];
        _logger = CacheGuard.Guarded(logger);
        _evictor = new CommitEvictor(evictor, transactions, _logger);
        _transactions = new TransactionTable(transactions, _evictor.Evict, _logger.OutcomeUnknown);
        _saveTransactions = new SaveTransactions(transactions);
        _use = use;
        _metrics = metrics;
    }

    /// <summary>Evicts what the rows of a type evict when they are not known: after the commit, the save, or what <see cref="AwaitedEvictions"/> says.</summary>
    public void EvictAfter(DbContext context, Type rowType)
    {
        var evictions = new EvictionSet();
        foreach (var mapping in _mappings.Where(mapping => mapping.RowType.IsAssignableFrom(rowType) || rowType.IsAssignableFrom(mapping.RowType)))
        {
            mapping.AddUnknown(evictions, _logger);
        }

        if (evictions.IsEmpty)
        {
            throw new InvalidOperationException($"No EvictOnSave<{rowType.Name}> says what to evict. Add one, or name the tags.");
        }

        ApplyAfter(context, evictions);
    }

    /// <summary>Evicts tags: after the commit, the save, or what <see cref="AwaitedEvictions"/> says.</summary>
    public void EvictAfter(DbContext context, IEnumerable<CacheTag> tags, EvictionMode mode)
    {
        var evictions = new EvictionSet();
        evictions.Add(tags, new EvictionWay(mode, TimeSpan.Zero));
        ApplyAfter(context, evictions);
    }

    private void ApplyAfter(DbContext context, EvictionSet evictions)
    {
        if (FindTransaction(context, out _) is not null)
        {
            _ = ApplyAsync(context, evictions, CommandEnd.Named, isSynchronous: true);
            return;
        }

        var hasChanges = context.ChangeTracker.HasChanges();
        _awaited.Add(context, evictions, untilSaved: hasChanges);
        if (!hasChanges)
        {
            _evictor.Evict(evictions);
        }
    }

    private ModelMappings MappingsOf(DbContext context) => _models.TryGetValue(context.Model, out var found) ? found : ReadModel(context);

    private ModelMappings ReadModel(DbContext context)
    {
        var mappings = new ModelMappings(context.Model, _mappings, context.Database.IsRelational());
        _use.Note(context.GetType(), _mappings.Where(mapping => context.Model.GetEntityTypes().Any(type => mappings.Of(type).Contains(mapping))));
        return _models.GetValue(context.Model, _ => mappings);
    }

    // In a transaction it throws, at once if it is synchronous, what keeps the evictions from being written there.
    private Task ApplyAsync(DbContext context, EvictionSet evictions, CommandEnd end, bool isSynchronous)
    {
        if (FindTransaction(context, out var connection) is not { } transaction)
        {
            return evictions.IsEmpty ? Task.CompletedTask : _evictor.EvictAsync(evictions);
        }

        if (!evictions.IsEmpty)
        {
            transaction.Add(evictions, connection);
            transaction.Pending.WillEvict(evictions.Tags(EvictionMode.Hard).Concat(evictions.Tags(EvictionMode.Soft)));
        }

        if (!transaction.CommitsUnannounced || !_saveTransactions.ArePossible)
        {
            return Task.CompletedTask;
        }

        var written = WriteAtOnceAsync(context, transaction, evictions, end);
        if (isSynchronous)
        {
            written.GetAwaiter().GetResult();
        }

        return written;
    }

    private TransactionEvictions? FindTransaction(DbContext context, out DbConnection? connection)
    {
        connection = null;
        if (!context.Database.IsRelational())
        {
            return null;
        }

        if (context.Database.CurrentTransaction is { } current)
        {
            var transaction = current.GetDbTransaction();
            connection = transaction.Connection;
            return _transactions.Of(transaction);
        }

        return (context.Database.GetEnlistedTransaction() ?? Transaction.Current) is { } ambient ? _transactions.Of(ambient) : null;
    }

    private void OnMappingFailed(SaveMapping mapping, Exception exception)
    {
        _metrics.CountFailure(mapping.RowName);
        _logger.MappingFailed(mapping.RowName, exception);
    }
}
