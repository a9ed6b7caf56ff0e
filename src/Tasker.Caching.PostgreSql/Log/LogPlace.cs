using System.Globalization;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>A place in the log, as the view keeps it between two readings and two pages.</summary>
/// <param name="Seen">What the last complete reading has seen; <see langword="null"/> if there is none.</param>
/// <param name="Reading">What the reading under way sees, between two pages of it.</param>
/// <param name="After">The id up to which its pages have been read.</param>
internal sealed record LogPlace(LogSnapshot? Seen, LogSnapshot? Reading, long After)
{
    private const char Separator = '|';

    public static readonly LogPlace Beginning = new(null, null, 0);

    public static LogPlace Parse(string? text)
    {
        if (text is null)
        {
            return Beginning;
        }

        var parts = text.Split(Separator);
        return new(Snapshot(parts[0]), Snapshot(parts[1]), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static LogSnapshot? Snapshot(string text) => text.Length == 0 ? null : LogSnapshot.Parse(text);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seen}{Separator}{Reading}{Separator}{After}");
}
