namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class GarnetFarTierContractTests(SharedGarnet garnet) : ServerFarTierContract(garnet.StartedAsync);
