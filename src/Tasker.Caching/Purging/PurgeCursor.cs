using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tasker.Caching.Purging;

/// <summary>The place in the eviction log up to which everything is purged.</summary>
/// <param name="Generation">The generation of the log.</param>
/// <param name="Horizon">The last sequence.</param>
/// <param name="Place">What the log itself has to know of the place.</param>
internal sealed record PurgeCursor(string Generation, long Horizon, string? Place)
{
    private const string Version = "1";

    /// <summary>Writes it for the shared back end.</summary>
    public byte[] Write() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}\n{Generation}\n{Horizon}\n{Place}"));

    /// <summary>Reads what an instance has written, of whatever version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PurgeCursor? cursor)
    {
        var parts = Encoding.UTF8.GetString(bytes).Split('\n', 4);
        cursor = parts.Length == 4 && parts[0] == Version && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var horizon)
            ? new PurgeCursor(parts[1], horizon, parts[3].Length == 0 ? null : parts[3])
            : null;
        return cursor is not null;
    }
}
