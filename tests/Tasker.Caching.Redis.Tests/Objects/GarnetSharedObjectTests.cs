namespace Tasker.Caching.Redis.Tests.Objects;

public sealed class GarnetSharedObjectTests(SharedGarnet garnet) : ServerSharedObjectContract(garnet.StartedAsync);
