namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class OuterHeadTests : OuterHeadContract;
