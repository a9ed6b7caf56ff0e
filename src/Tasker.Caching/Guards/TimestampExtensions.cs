namespace Tasker.Caching.Guards;

/// <summary>Lengths of time in the unit of a clock's timestamps.</summary>
internal static class TimestampExtensions
{
    /// <summary>Converts a length of time.</summary>
    public static long Timestamps(this TimeProvider clock, TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
