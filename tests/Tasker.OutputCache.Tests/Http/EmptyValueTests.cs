namespace Tasker.OutputCache.Tests.Http;

public sealed class EmptyValueTests : EmptyValueContract;
