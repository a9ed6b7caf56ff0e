namespace Tasker.OutputCache.Tests.Middleware;

public sealed class SameResponseTests : SameResponseContract;
