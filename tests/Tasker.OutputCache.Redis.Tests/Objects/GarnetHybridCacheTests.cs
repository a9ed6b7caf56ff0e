namespace Tasker.OutputCache.Redis.Tests.Objects;

public sealed class GarnetHybridCacheTests(SharedGarnet garnet) : ServerHybridCacheContract(garnet.StartedAsync);
