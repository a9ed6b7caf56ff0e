namespace Tasker.OutputCache.Tests.Http;

public sealed class LeaderFaultTests : LeaderFaultContract;
