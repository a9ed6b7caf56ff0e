namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class HeadOverKestrelTests : HeadContract
{
    protected override bool OverKestrel => true;
}
