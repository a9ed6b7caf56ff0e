using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Problems;

/// <summary>Knows what people write for the units that end a key. Only the long forms are keys; the others are for suggestions.</summary>
internal static class KeyUnit
{
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ms"] = DurationFormat.Milliseconds,
        ["msec"] = DurationFormat.Milliseconds,
        ["msecs"] = DurationFormat.Milliseconds,
        ["millis"] = DurationFormat.Milliseconds,
        ["millisecond"] = DurationFormat.Milliseconds,
        [DurationFormat.Milliseconds] = DurationFormat.Milliseconds,
        ["s"] = DurationFormat.Seconds,
        ["sec"] = DurationFormat.Seconds,
        ["secs"] = DurationFormat.Seconds,
        ["second"] = DurationFormat.Seconds,
        [DurationFormat.Seconds] = DurationFormat.Seconds,
        ["m"] = DurationFormat.Minutes,
        ["min"] = DurationFormat.Minutes,
        ["mins"] = DurationFormat.Minutes,
        ["minute"] = DurationFormat.Minutes,
        [DurationFormat.Minutes] = DurationFormat.Minutes,
        ["h"] = DurationFormat.Hours,
        ["hr"] = DurationFormat.Hours,
        ["hrs"] = DurationFormat.Hours,
        ["hour"] = DurationFormat.Hours,
        [DurationFormat.Hours] = DurationFormat.Hours,
        ["d"] = DurationFormat.Days,
        ["day"] = DurationFormat.Days,
        [DurationFormat.Days] = DurationFormat.Days,
    };

    /// <summary>Parts a key whose last word is a unit: <c>ttl_secs</c>, <c>TtlSecs</c> and <c>ttl-s</c> are <c>ttl</c> in seconds.</summary>
    /// <param name="typed">The key as it was typed.</param>
    /// <param name="name">What stands before the unit.</param>
    /// <param name="unit">The unit as keys have it.</param>
    public static bool TrySplit(string typed, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? unit)
    {
        // A whole word: 'items' has no milliseconds.
        var begin = typed.Length - 1;
        while (begin > 0 && !IsBeginOfWord(typed, begin))
        {
            begin--;
        }

        (name, unit) = (null, null);
        if (begin <= 0 || typed[..begin].TrimEnd('_', '-') is not { Length: > 0 } before || !Spellings.TryGetValue(typed[begin..], out unit))
        {
            return false;
        }

        name = before;
        return true;
    }

    private static bool IsBeginOfWord(string typed, int i) =>
        typed[i - 1] is '_' or '-' || (char.IsUpper(typed[i]) && char.IsLower(typed[i - 1]));
}
