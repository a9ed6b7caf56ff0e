namespace Tasker.Analytics.Analytics;

/// <param name="Name">The namespace to filter by; null for all.</param>
/// <param name="IsUnknown">Whether one was named that does not exist.</param>
public sealed record FoundNamespace(string? Name, bool IsUnknown, IReadOnlyList<string> All);
