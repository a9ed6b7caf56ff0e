using System.Globalization;

namespace Tasker.Analytics.Dashboards;

/// <summary>A span of time as people write it: <c>12h</c>, <c>7d</c>.</summary>
internal static class DashboardRange
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static bool TryParse(string text, out TimeSpan range)
    {
        range = default;

        if (text.Length is < 2 or > 4 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        range = text[^1] switch
        {
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => default,
        };
        return range > TimeSpan.Zero && range <= Longest;
    }
}
