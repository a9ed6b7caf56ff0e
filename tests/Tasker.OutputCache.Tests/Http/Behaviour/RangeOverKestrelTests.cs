namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class RangeOverKestrelTests : RangeContract
{
    protected override bool OverKestrel => true;
}
