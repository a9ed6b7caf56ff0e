namespace Tasker.Caching.Backends;

/// <summary>What the cache asks of a back end.</summary>
/// <param name="Name">The name in the configuration.</param>
/// <param name="KeyPrefix">The prefix of the deployment. It is part of the log's name: deployments with different prefixes share nothing.</param>
/// <param name="EntryHead">How the keys of all entries of this deployment begin. A removal by pattern touches no other keys.</param>
/// <param name="Retention">How long the log must remember an eviction.</param>
/// <param name="OperationTimeout">How long the cache waits for one call. It gives up by itself; a back end may give up earlier.</param>
public sealed record CacheBackendRequest(string Name, string KeyPrefix, string EntryHead, TimeSpan Retention, TimeSpan OperationTimeout);
