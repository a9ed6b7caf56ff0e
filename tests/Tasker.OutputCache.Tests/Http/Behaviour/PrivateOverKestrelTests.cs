namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class PrivateOverKestrelTests : PrivateContract
{
    protected override bool OverKestrel => true;
}
