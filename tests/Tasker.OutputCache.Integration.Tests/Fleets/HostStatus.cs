namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>What a host's health check says of its cache.</summary>
internal sealed record HostStatus(string Backend, bool Attached, string Circuit, int Journal);
