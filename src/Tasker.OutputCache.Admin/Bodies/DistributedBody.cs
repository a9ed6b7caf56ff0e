namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer of <c>GET distributed</c>: the shared tier, in three facts.</summary>
/// <param name="Enabled">Whether there is a shared tier.</param>
/// <param name="Provider">Which one; <c>memory</c> if there is none.</param>
/// <param name="Healthy">Whether it can be used now.</param>
internal sealed record DistributedBody(bool Enabled, string Provider, bool Healthy);
