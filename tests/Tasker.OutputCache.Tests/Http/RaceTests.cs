namespace Tasker.OutputCache.Tests.Http;

public sealed class RaceTests : RaceContract;
