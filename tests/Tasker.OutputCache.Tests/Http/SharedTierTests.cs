namespace Tasker.OutputCache.Tests.Http;

public sealed class SharedTierTests : SharedTierContract;
