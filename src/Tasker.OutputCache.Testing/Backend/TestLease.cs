namespace Tasker.OutputCache.Testing;

/// <summary>A lease. Without a token it says that responses of the key can't be stored, so that no request waits for one.</summary>
internal sealed record TestLease(string? Token, DateTimeOffset EndsAt, bool IsMarked, long Horizon);
