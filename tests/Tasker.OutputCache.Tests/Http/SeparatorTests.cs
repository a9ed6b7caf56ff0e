namespace Tasker.OutputCache.Tests.Http;

public sealed class SeparatorTests : SeparatorContract;
