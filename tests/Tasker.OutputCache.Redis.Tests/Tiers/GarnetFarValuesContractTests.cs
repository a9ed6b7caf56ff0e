namespace Tasker.OutputCache.Redis.Tests.Tiers;

public sealed class GarnetFarValuesContractTests(SharedGarnet garnet) : ServerFarValuesContract(garnet.StartedAsync);
