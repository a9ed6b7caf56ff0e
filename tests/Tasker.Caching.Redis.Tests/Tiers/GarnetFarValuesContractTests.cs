namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class GarnetFarValuesContractTests(SharedGarnet garnet) : ServerFarValuesContract(garnet.StartedAsync);
