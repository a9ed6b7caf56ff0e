using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Transactions;

/// <summary>What a transaction will evict when it commits.</summary>
internal sealed class TransactionEvictions(IOpenTransaction pending, bool isOwned, Action<EvictionSet> evict)
{
    private readonly Lock _lock = new();

    // One stretch from each savepoint to the next.
    private readonly List<EvictionSet> _stretches = [new()];
    private DbConnection? _connection;

    private readonly ConditionalWeakTable<DbContext, object> _writers = [];
    private EvictionSet _unwritten = new();

    /// <summary>Gets a value indicating whether it may commit without a word to Entity Framework first: an ambient one, or one that the application has begun.</summary>
    public bool CommitsUnannounced { get; init; }

    /// <summary>Notes that a context has sent a command in the transaction: its connection takes part.</summary>
    public void NoteWriter(DbContext context) => _writers.AddOrUpdate(context, this);

    /// <summary>Says whether the connection of a context is known to take part.</summary>
    public bool IsWriter(DbContext context) => _writers.TryGetValue(context, out _);

    /// <summary>Notes what has yet to be written into the transaction.</summary>
    public void AddUnwritten(EvictionSet evictions)
    {
        lock (_lock)
        {
            _unwritten.Add(evictions);
        }
    }

    /// <summary>Takes what has yet to be written into the transaction.</summary>
    public EvictionSet TakeUnwritten()
    {
        lock (_lock)
        {
            var unwritten = _unwritten;
            _unwritten = new EvictionSet();
            return unwritten;
        }
    }

    /// <summary>Gets what keeps the requests that take part from reading and filling the tags meanwhile.</summary>
    public IOpenTransaction Pending => pending;

    /// <summary>Gets a value indicating whether the end of the transaction has been seen, or its connection has been closed.</summary>
    public bool IsOver => pending.IsOver;

    public void Add(EvictionSet evictions, DbConnection? connection)
    {
        lock (_lock)
        {
            _stretches[^1].Add(evictions);
            if (_connection is null && connection is not null)
            {
                _connection = connection;
                connection.StateChange += OnStateChange;
            }
        }
    }

    public void BeginStretch()
    {
        lock (_lock)
        {
            _stretches.Add(new EvictionSet());
        }
    }

    public void JoinStretch()
    {
        lock (_lock)
        {
            if (_stretches.Count > 1)
            {
                var last = _stretches[^1];
                _stretches.RemoveAt(_stretches.Count - 1);
                _stretches[^1].Add(last);
            }
        }
    }

    /// <summary>Forgets what came after the last savepoint.</summary>
    /// <remarks>
    /// Entity Framework does not tell to which savepoint a transaction was rolled back. What came after the last one is gone in any
    /// case; what came between an earlier one and that is evicted, although it may be gone too.
    /// </remarks>
    public void DropStretch()
    {
        lock (_lock)
        {
            if (_stretches.Count > 1)
            {
                _stretches[^1] = new EvictionSet();
            }
        }
    }

    /// <summary>Gets what is evicted if the transaction commits now.</summary>
    public EvictionSet Peek()
    {
        var all = new EvictionSet();
        lock (_lock)
        {
            _stretches.ForEach(all.Add);
        }

        return all;
    }

    /// <summary>Ends the transaction.</summary>
    /// <returns>What is to be evicted if it has committed.</returns>
    public EvictionSet End()
    {
        var all = new EvictionSet();
        lock (_lock)
        {
            foreach (var stretch in _stretches)
            {
                all.Add(stretch);
            }

            _stretches.Clear();
            _stretches.Add(new EvictionSet());
            Detach_NeedsLock();
        }

        return all;
    }

    /// <summary>Ends a transaction that was rolled back.</summary>
    public void Forget()
    {
        End();
        pending.End();
    }

    private void Detach_NeedsLock()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            connection.StateChange -= OnStateChange;
        }
    }

    private void OnStateChange(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState is not (ConnectionState.Closed or ConnectionState.Broken))
        {
            return;
        }

        if (isOwned)
        {
            // Rolled back by disposing it, which raises no event; or lost while it committed, which raises the next one.
            lock (_lock)
            {
                Detach_NeedsLock();
            }
        }
        else if (End() is { IsEmpty: false } evictions)
        {
            // Begun, and ended, past Entity Framework: it may have committed.
            evict(evictions);
        }

        pending.End();
    }
}
