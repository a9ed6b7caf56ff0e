namespace Tasker.OutputCache.Tests.Http;

public sealed class ValueFormTests : ValueFormContract;
