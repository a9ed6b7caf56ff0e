namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class GarnetInstancesContractTests(SharedGarnet garnet) : ServerInstancesContract(garnet.StartedAsync);
