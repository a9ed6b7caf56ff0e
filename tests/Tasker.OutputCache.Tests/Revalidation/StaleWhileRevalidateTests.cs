namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleWhileRevalidateTests : StaleWhileRevalidateContract;
