namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class EvictionTests : EvictionContract;
