namespace Tasker.OutputCache.Redis.Tests.Objects;

public sealed class GarnetSharedObjectTests(SharedGarnet garnet) : ServerSharedObjectContract(garnet.StartedAsync);
