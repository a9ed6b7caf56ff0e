namespace Tasker.OutputCache.Tests.Middleware;

public sealed class FastLaneTests : FastLaneContract;
