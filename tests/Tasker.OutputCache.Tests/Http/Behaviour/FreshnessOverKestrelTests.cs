namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class FreshnessOverKestrelTests : FreshnessContract
{
    protected override bool OverKestrel => true;
}
