using System.Globalization;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>Which transactions a reading of the log could see.</summary>
/// <param name="Xmin">The lowest id that was active, or the next one.</param>
/// <param name="Xmax">The next id.</param>
/// <param name="Active">The ids that were active.</param>
internal sealed record LogSnapshot(long Xmin, long Xmax, long[] Active)
{
    /// <summary>Gets the sequence up to which the reading is complete.</summary>
    public long Horizon => Xmin - 1;

    /// <summary>Reads what PostgreSQL calls a <c>pg_snapshot</c>.</summary>
    public static LogSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        long[] active = parts is [_, _, { Length: > 0 } ids] ? [.. ids.Split(',').Select(Number)] : [];
        return new(Number(parts[0]), Number(parts[1]), active);
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Says whether a transaction had ended by then.</summary>
    public bool Sees(long id) => id < Xmax && Array.IndexOf(Active, id) < 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Xmin}:{Xmax}:{string.Join(',', Active)}");
}
