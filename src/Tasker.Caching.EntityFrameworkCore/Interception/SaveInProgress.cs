using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.Logging;
using Tasker.Caching.EntityFrameworkCore.Mappings;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>One call of <c>SaveChanges</c>: what it changes, and how far it has come.</summary>
internal sealed class SaveInProgress(ModelMappings mappings, Action<SaveMapping, Exception> mappingFailed, ILogger logger)
{
    private readonly EvictionSet _evictions = new();
    private readonly List<(EntityEntry Entry, object Row, SaveMapping[] Mappings)> _after = [];
    private bool _isRead;
    private int _rows;
    private int _commands;

    /// <summary>Gets or sets a value indicating whether it was undone by going back to the savepoint that it had made.</summary>
    public bool IsUndone { get; set; }

    /// <summary>Gets or sets a value indicating whether something of it may be in the database for good, however the call ends.</summary>
    public bool MayBeCommitted { get; set; }

    /// <summary>Gets a value indicating whether the database has been told anything.</summary>
    public bool HasBegun => _isRead;

    /// <summary>Reads the changes. This is late, when the first command goes out: nothing changes them after that.</summary>
    public void Read(DbContext context)
    {
        if (_isRead)
        {
            return;
        }

        _isRead = true;
        if (mappings.IsEmpty)
        {
            return;
        }

        try
        {
            ReadRows(new TrackedRows(context));
        }
        catch (Exception exception)
        {
            logger.ChangesUnknown(exception);
            _evictions.Add([CacheTag.Everything], EvictionWay.Hard);
        }
    }

    private void ReadRows(TrackedRows rows)
    {
        HashSet<object>? owners = null;
        foreach (var entry in rows.Entries)
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
            {
                continue;
            }

            _rows++;
            ReadRow(entry, rows);
            if (entry.Metadata.FindOwnership() is null)
            {
                continue;
            }

            // What is owned is a part of its owner's row.
            if (rows.FindOwner(entry) is not { } owner)
            {
                _evictions.Add([CacheTag.Everything], EvictionWay.Hard);
            }
            else if (owner.State == EntityState.Unchanged && (owners ??= []).Add(owner.Entity))
            {
                ReadRow(owner, rows);
            }
        }
    }

    private void ReadRow(EntityEntry entry, TrackedRows rows)
    {
        var its = mappings.Of(entry.Metadata);
        if (its.Length > 0)
        {
            if (entry.State != EntityState.Added)
            {
                ReadBefore(entry, rows, its);
            }

            // The database may yet give values to it: its key, for example.
            if (entry.State != EntityState.Deleted)
            {
                _after.Add((entry, entry.Entity, its));
            }
        }

        if (entry.State == EntityState.Deleted)
        {
            AddUnknown(mappings.OfCascade(entry.Metadata));
        }
    }

    private void ReadBefore(EntityEntry entry, TrackedRows rows, SaveMapping[] its)
    {
        if (OriginalRow.IsUnknown(entry))
        {
            AddUnknown(its);
            return;
        }

        object before;
        try
        {
            before = OriginalRow.Create(entry, rows);
        }
        catch (Exception exception)
        {
            logger.ChangesUnknown(exception);
            AddUnknown(its);
            return;
        }

        AddTags(before, its, _evictions);
    }

    private void AddTags(object row, SaveMapping[] its, EvictionSet evictions)
    {
        foreach (var mapping in its)
        {
            try
            {
                mapping.AddTags(row, evictions);
            }
            catch (Exception exception)
            {
                mappingFailed(mapping, exception);
                mapping.AddUnknown(evictions, logger);
            }
        }
    }

    private void AddUnknown(SaveMapping[] its)
    {
        foreach (var mapping in its)
        {
            mapping.AddUnknown(_evictions, logger);
        }
    }

    /// <summary>Notes a command that was not refused outside of any transaction: what it did stays.</summary>
    public void CommandExecuted() => _commands++;

    /// <summary>Gets what the save evicts if it is committed now. The database has given its values, and the objects don't have them yet.</summary>
    public EvictionSet Peek()
    {
        var all = new EvictionSet();
        all.Add(_evictions);
        foreach (var (entry, row, its) in _after)
        {
            AddTags(CurrentRow(entry) ?? row, its, all);
        }

        return all;
    }

    private object? CurrentRow(EntityEntry entry)
    {
        try
        {
            return OriginalRow.CreateCurrent(entry);
        }
        catch (Exception exception)
        {
            logger.ChangesUnknown(exception);
            return null;
        }
    }

    /// <summary>Gets or sets what is done when the call has ended, however it did.</summary>
    public Action? Ended { get; set; }

    /// <summary>Ends a save that succeeded.</summary>
    /// <returns>What it evicts.</returns>
    public EvictionSet End()
    {
        foreach (var (_, row, its) in _after)
        {
            AddTags(row, its, _evictions);
        }

        _after.Clear();
        return _evictions;
    }

    /// <summary>Says whether a save that failed may have changed something for good.</summary>
    public bool MayHaveChanged(Exception? exception)
    {
        // A single row that did not have the expected version was not changed.
        var hasChangedNothing = exception is DbUpdateConcurrencyException && _rows == 1;
        return MayBeCommitted || (_commands > 0 && !hasChangedNothing);
    }
}
