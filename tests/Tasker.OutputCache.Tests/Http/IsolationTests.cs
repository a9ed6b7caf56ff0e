namespace Tasker.OutputCache.Tests.Http;

public sealed class IsolationTests : IsolationContract;
