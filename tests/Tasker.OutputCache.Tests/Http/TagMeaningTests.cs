namespace Tasker.OutputCache.Tests.Http;

public sealed class TagMeaningTests : TagMeaningContract;
