namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class ReplayTests : ReplayContract;
