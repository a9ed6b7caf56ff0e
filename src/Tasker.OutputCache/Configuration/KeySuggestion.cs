namespace Tasker.OutputCache.Configuration;

/// <summary>Finds the key that was probably meant.</summary>
internal static class KeySuggestion
{
    private const int MaximumLength = 64;

    /// <summary>Finds a suggestion: first the nearest name of the same section, then the same name in another section.</summary>
    public static string? Find(string typed, KeyTable table, ConfigurationKeys keys)
    {
        var asked = KeyName.Normalize(typed);
        if (asked.Length is 0 or > MaximumLength)
        {
            return null;
        }

        return Nearest(asked, keys.NamesIn(table)) ?? Elsewhere(typed, table, keys);
    }

    private static string? Nearest(string asked, IEnumerable<string> names)
    {
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
