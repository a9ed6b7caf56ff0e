namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class PrivateTests : PrivateContract;
