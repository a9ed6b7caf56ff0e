namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class SelectionOverKestrelTests : SelectionContract
{
    protected override bool OverKestrel => true;
}
