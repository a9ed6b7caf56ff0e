namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class UncacheableTests : UncacheableContract;
