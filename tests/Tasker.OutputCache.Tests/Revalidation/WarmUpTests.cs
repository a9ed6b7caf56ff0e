namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class WarmUpTests : WarmUpContract;
