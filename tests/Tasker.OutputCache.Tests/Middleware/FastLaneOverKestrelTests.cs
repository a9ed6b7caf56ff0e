namespace Tasker.OutputCache.Tests.Middleware;

public sealed class FastLaneOverKestrelTests : FastLaneContract
{
    protected override bool OverKestrel => true;
}
