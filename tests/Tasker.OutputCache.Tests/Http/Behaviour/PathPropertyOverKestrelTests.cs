namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class PathPropertyOverKestrelTests : PathPropertyContract
{
    protected override bool OverKestrel => true;
}
