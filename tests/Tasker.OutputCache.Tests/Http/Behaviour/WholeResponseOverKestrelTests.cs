namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class WholeResponseOverKestrelTests : WholeResponseContract
{
    protected override bool OverKestrel => true;
}
