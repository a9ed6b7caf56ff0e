using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Configuration;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Problems;

namespace Tasker.Caching.Engine;

/// <summary>Finds the key that was probably meant.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class KeySuggestion
{
    private const int MaximumLength = 64;

    /// <summary>Finds a suggestion: first the nearest name of the same section, then a longer one that ends so, then the same name in another section.</summary>
    internal static string? Find(string typed, KeyTable table, ConfigurationKeys keys)
    {
        if (KeyName.Normalize(typed).Length is 0 or > MaximumLength)
        {
            return null;
        }

        if (!KeyUnit.TrySplit(typed, out var name, out var unit))
        {
            return Nearest(typed, keys.NamesIn(table)) ?? Ending(typed, table) ?? Elsewhere(typed, table, keys);
        }

        // The unit is not compared: it would make every duration look like every other.
        var nearest = Nearest(name, ConfigurationKeys.DurationsIn(table)) ?? Ending(name, table);
        return nearest is null ? Elsewhere($"{name}_{unit}", table, keys) : $"{nearest}_{unit}";
    }

    /// <summary>Finds the nearest of some names, if one is near.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names)
    {
        var asked = KeyName.Normalize(typed);
        var limit = Math.Clamp(asked.Length / 3, 1, 3);
        string? nearest = null;
        foreach (var name in names)
        {
            var distance = Distance(asked, KeyName.Normalize(name));
            if (distance <= limit)
            {
                (nearest, limit) = (name, distance - 1);
            }
        }

        return nearest;
    }

    // Two neighbours in the wrong order are one mistake (Damerau, the restricted form).
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var best = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                }

                rows[i, j] = best;
            }
        }

        return rows[a.Length, b.Length];
    }

    // 'ttl' is 'default_ttl' where no other duration ends with that word. Durations only: 'host' is not 'vary_by_host'.
    private static string? Ending(string typed, KeyTable table)
    {
        var end = KeyName.Normalize(typed);
        var longer = table.Durations.Where(name => EndsWithWords(name, end)).Take(2).ToList();
        return longer is [var only] ? only : null;
    }

    private static bool EndsWithWords(string name, string end)
    {
        for (var i = name.IndexOf('_', StringComparison.Ordinal); i >= 0; i = name.IndexOf('_', i + 1))
        {
            if (KeyName.Normalize(name[i..]) == end)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Elsewhere(string typed, KeyTable table, ConfigurationKeys keys)
    {
        foreach (var other in keys.AllTables)
        {
            if (other != table && other.TryFind(typed, out var key, out var unit))
            {
                var name = unit.Length == 0 ? key.Name : $"{key.Name}_{unit}";
                return other.Name.Length == 0 ? name : $"{other.Name}.{name}";
            }
        }

        return null;
    }
}
