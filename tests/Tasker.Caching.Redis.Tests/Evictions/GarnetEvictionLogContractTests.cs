namespace Tasker.Caching.Redis.Tests.Evictions;

public sealed class GarnetEvictionLogContractTests(SharedGarnet garnet) : ServerEvictionLogContract(garnet.StartedAsync);
