using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>The entities that a context tracks, found by their keys.</summary>
internal sealed class TrackedRows
{
    private readonly Dictionary<IKey, Dictionary<RowKey, EntityEntry>> _principals = [];
    private readonly Dictionary<IForeignKey, ILookup<RowKey, EntityEntry>> _owned = [];

    public TrackedRows(DbContext context)
    {
        // They have been looked through for changes already, and it is costly.
        var detects = context.ChangeTracker.AutoDetectChangesEnabled;
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            Entries = [.. context.ChangeTracker.Entries()];
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    public IReadOnlyList<EntityEntry> Entries { get; }

    /// <summary>Finds the entity that an owned one belongs to, through all levels of ownership.</summary>
    public EntityEntry? FindOwner(EntityEntry entry)
    {
        EntityEntry? owner = entry;
        while (owner?.Metadata.FindOwnership() is { } ownership)
        {
            owner = FindPrincipal(ownership, ValuesOf(owner, ownership.Properties, original: false));
        }

        return owner;
    }

    /// <summary>Finds the entity that a foreign key refers to.</summary>
    public EntityEntry? FindPrincipal(IForeignKey foreignKey, RowKey key)
    {
        var principalKey = foreignKey.PrincipalKey;
        if (!_principals.TryGetValue(principalKey, out var found))
        {
            found = [];
            foreach (var entry in Entries.Where(entry => principalKey.DeclaringEntityType.IsAssignableFrom(entry.Metadata)))
            {
                // Where one was deleted and another added under its key, the latter is what the owned ones belong to now.
                var its = ValuesOf(entry, principalKey.Properties, original: false);
                if (entry.State != EntityState.Deleted || !found.ContainsKey(its))
                {
                    found[its] = entry;
                }
            }

            _principals.Add(principalKey, found);
        }

        return found.GetValueOrDefault(key);
    }

    /// <summary>Finds what an entity owned before it was changed.</summary>
    public IEnumerable<EntityEntry> FindOwnedBefore(EntityEntry owner, IForeignKey ownership)
    {
        if (!_owned.TryGetValue(ownership, out var found))
        {
            found = Entries
                .Where(entry => entry.State != EntityState.Added && ownership.DeclaringEntityType.IsAssignableFrom(entry.Metadata))
                .ToLookup(entry => ValuesOf(entry, ownership.Properties, original: true));
            _owned.Add(ownership, found);
        }

        return found[ValuesOf(owner, ownership.PrincipalKey.Properties, original: true)];
    }

    public static RowKey ValuesOf(EntityEntry entry, IReadOnlyList<IProperty> properties, bool original)
    {
        var values = new object?[properties.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var property = entry.Property(properties[i]);
            values[i] = original ? property.OriginalValue : property.CurrentValue;
        }

        return new RowKey(values);
    }
}
