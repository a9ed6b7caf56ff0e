namespace Tasker.Caching.Redis.Tests.Objects;

public sealed class GarnetHybridCacheTests(SharedGarnet garnet) : ServerHybridCacheContract(garnet.StartedAsync);
