namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class VaryOverKestrelTests : VaryContract
{
    protected override bool OverKestrel => true;
}
