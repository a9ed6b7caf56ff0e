namespace Tasker.Caching.Computing.Flights;

/// <summary>How long a request waits for another request's computation.</summary>
/// <param name="WithoutEntry">Where there is nothing to show.</param>
/// <param name="WithEntry">Where there is an entry that may be shown if computing it again fails.</param>
internal readonly record struct WaitLimits(TimeSpan WithoutEntry, TimeSpan WithEntry);
