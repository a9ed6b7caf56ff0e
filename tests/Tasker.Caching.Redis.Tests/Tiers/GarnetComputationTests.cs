namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class GarnetComputationTests(SharedGarnet garnet) : ServerComputationContract(garnet.StartedAsync);
