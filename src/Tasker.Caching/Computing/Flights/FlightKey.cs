namespace Tasker.Caching.Computing.Flights;

/// <summary>What requests must have in common to join one computation.</summary>
/// <param name="Key">The key of the entry.</param>
/// <param name="ReadsFar">Whether they may be answered from the shared tier. Requests barred from it never join ones that may use it.</param>
internal readonly record struct FlightKey(string Key, bool ReadsFar);
