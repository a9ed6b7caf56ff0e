namespace Tasker.OutputCache.Tests.Security;

public sealed class PoisoningTests : PoisoningContract;
