using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>Makes a row as it was before it was changed, with what it owned and refers to, so that a mapping can be asked about it.</summary>
internal static class OriginalRow
{
    public static object Create(EntityEntry entry, TrackedRows rows)
    {
        var row = entry.OriginalValues.ToObject();
        foreach (var navigation in entry.Metadata.GetNavigations())
        {
            if (!navigation.IsOnDependent && navigation.TargetEntityType.IsOwned())
            {
                foreach (var owned in rows.FindOwnedBefore(entry, navigation.ForeignKey))
                {
                    Set(row, navigation, Create(owned, rows));
                }
            }
            else if (navigation.IsOnDependent && !entry.Metadata.IsOwned())
            {
                var key = TrackedRows.ValuesOf(entry, navigation.ForeignKey.Properties, original: true);
                Set(row, navigation, rows.FindPrincipal(navigation.ForeignKey, key)?.Entity);
            }
        }

        return row;
    }

    /// <summary>Makes a row as it is now, with the values that the database has given to it, before its object has them.</summary>
    public static object CreateCurrent(EntityEntry entry)
    {
        var row = entry.CurrentValues.ToObject();
        foreach (var navigation in entry.Metadata.GetNavigations())
        {
            var value = entry.Navigation(navigation.Name).CurrentValue;
            if (!navigation.IsCollection)
            {
                Set(row, navigation, value);
            }
            else if (value is System.Collections.IEnumerable several)
            {
                foreach (var one in several)
                {
                    Set(row, navigation, one);
                }
            }
        }

        return row;
    }

    /// <summary>Says whether the original values are just what was attached, not what the database has.</summary>
    /// <remarks><c>Update</c> marks values as modified that equal the original ones, which no change that was noticed does.</remarks>
    public static bool IsUnknown(EntityEntry entry) =>
        entry.State == EntityState.Modified
        && entry.Properties.Any(static property => property.IsModified && property.Metadata.GetValueComparer().Equals(property.OriginalValue, property.CurrentValue));

    private static void Set(object row, INavigation navigation, object? value)
    {
        if (value is null)
        {
            return;
        }

        if (navigation.IsCollection)
        {
            navigation.GetCollectionAccessor()!.Add(row, value, forMaterialization: true);
        }
        else if (navigation.FieldInfo is { } field)
        {
            field.SetValue(row, value);
        }
        else if (navigation.PropertyInfo is { CanWrite: true } property)
        {
            property.SetValue(row, value);
        }
    }
}
