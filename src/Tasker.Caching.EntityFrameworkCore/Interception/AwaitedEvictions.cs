using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tasker.Caching.EntityFrameworkCore.Mappings;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>What <c>EvictAfter</c> has named where no transaction was open, until the context has written.</summary>
/// <remarks>
/// Called before a save, it means that save. Called after a statement that Entity Framework has not sent, it means that, and
/// the two can be told apart only by whether the context has changes to save. So with changes it waits for their save;
/// without, it evicts at once and once more after whatever the context writes next. A save that fails forgets nothing: it may
/// be tried again.
/// </remarks>
internal sealed class AwaitedEvictions
{
    // A context that never writes through Entity Framework must not gather tags for ever.
    private const int MaximumTags = EvictionSet.MaximumTags;

    private readonly ConditionalWeakTable<DbContext, Awaited> _contexts = [];

    /// <summary>Notes what a save or another write is to evict.</summary>
    public void Add(DbContext context, EvictionSet evictions, bool untilSaved)
    {
        var awaited = Find(context);
        if (awaited is null)
        {
            awaited = new Awaited(context.ContextId);
            _contexts.AddOrUpdate(context, awaited);
        }

        var set = untilSaved ? awaited.Save : awaited.Write;
        set.Add(evictions);
        if (set.Count > MaximumTags)
        {
            set = new EvictionSet();
            set.Add([CacheTag.Everything], EvictionWay.Hard);
            _ = untilSaved ? awaited.Save = set : awaited.Write = set;
        }
    }

    /// <summary>Adds what waits for a save, and forgets it: the save has succeeded.</summary>
    public void TakeAll(DbContext context, EvictionSet evictions)
    {
        AddAll(context, evictions);
        _contexts.Remove(context);
    }

    /// <summary>Adds what waits for a save, and keeps it: how the write ended is unknown, or it may be tried again.</summary>
    public void AddAll(DbContext context, EvictionSet evictions)
    {
        if (Find(context) is { } awaited)
        {
            evictions.Add(awaited.Write);
            evictions.Add(awaited.Save);
        }
    }

    /// <summary>Adds everything after a statement that was no save. What waits for the save goes on waiting.</summary>
    public void TakeWrite(DbContext context, EvictionSet evictions)
    {
        AddAll(context, evictions);
        if (Find(context) is { } awaited)
        {
            awaited.Write = new EvictionSet();
        }
    }

    /// <summary>Adds everything after a save in a transaction of the application. It is kept until that commits: rolled back, the save may be tried again.</summary>
    public void AddSaved(DbContext context, DbTransaction? transaction, EvictionSet evictions)
    {
        AddAll(context, evictions);
        if (Find(context) is { } awaited)
        {
            awaited.SavedIn = transaction;
        }
    }

    /// <summary>Adds everything after a commit, and forgets what was saved in the transaction.</summary>
    public void TakeCommitted(DbContext context, DbTransaction transaction, EvictionSet evictions)
    {
        if (Find(context)?.SavedIn == transaction)
        {
            TakeAll(context, evictions);
        }
        else
        {
            TakeWrite(context, evictions);
        }
    }

    // A pooled context that has a new owner by now starts without the past.
    private Awaited? Find(DbContext context) =>
        _contexts.TryGetValue(context, out var awaited) && awaited.Lease == context.ContextId ? awaited : null;

    private sealed class Awaited(DbContextId lease)
    {
        public DbContextId Lease => lease;

        /// <summary>Gets or sets what waits for the save of changes that the context has.</summary>
        public EvictionSet Save { get; set; } = new();

        /// <summary>Gets or sets the transaction in which the changes were saved last.</summary>
        public DbTransaction? SavedIn { get; set; }

        /// <summary>Gets or sets what was evicted at once, and will be again after the next write.</summary>
        public EvictionSet Write { get; set; } = new();
    }
}
