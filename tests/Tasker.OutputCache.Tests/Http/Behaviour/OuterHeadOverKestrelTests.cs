namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class OuterHeadOverKestrelTests : OuterHeadContract
{
    protected override bool OverKestrel => true;
}
