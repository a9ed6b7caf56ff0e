namespace Tasker.OutputCache.Tiers;

/// <summary>How long a request waits for somebody else's computation.</summary>
/// <param name="WithoutEntry">Where there is nothing to show.</param>
/// <param name="WithEntry">Where there is an entry that may be shown if computing it anew fails.</param>
internal readonly record struct WaitLimits(TimeSpan WithoutEntry, TimeSpan WithEntry);
