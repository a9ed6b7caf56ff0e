using System.Globalization;

namespace Tasker.OutputCache.Middleware;

/// <summary>The texts of the <c>Age</c> header (RFC 9111, section 5.1): few, and wanted often.</summary>
internal static class AgeText
{
    private static readonly string?[] Seconds = new string?[4096];

    public static string Of(long age)
    {
        var seconds = Math.Max(0, age);
        return seconds < Seconds.Length
            ? Seconds[seconds] ??= seconds.ToString(CultureInfo.InvariantCulture)
            : seconds.ToString(CultureInfo.InvariantCulture);
    }
}
