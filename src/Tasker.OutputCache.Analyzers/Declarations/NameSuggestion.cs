namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NameSuggestion
{
    public static string? Nearest(string typed, IEnumerable<string> names)
    {
        var limit = Math.Max(1, Math.Min(typed.Length / 3, 3));
        string? nearest = null;
        foreach (var name in names)
        {
            var distance = Distance(typed.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance > 0 && distance <= limit)
            {
                (nearest, limit) = (name, distance - 1);
            }
        }

        return nearest;
    }

    // Two neighbours in the wrong order are one mistake.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1][];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i] = new int[b.Length + 1];
            rows[i][0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0][j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var best = Math.Min(rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(rows[i - 1][j], rows[i][j - 1]) + 1);
                var isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                rows[i][j] = isSwapped ? Math.Min(best, rows[i - 2][j - 2] + 1) : best;
            }
        }

        return rows[a.Length][b.Length];
    }
}
