namespace Tasker.Analytics.Analytics;

internal static class Rates
{
    /// <summary>Returns the share, of 1; null of nothing.</summary>
    public static double? Of(long part, long whole) => whole == 0 ? null : Math.Round((double)part / whole, 4);
}
