namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class WholeResponseTests : WholeResponseContract;
