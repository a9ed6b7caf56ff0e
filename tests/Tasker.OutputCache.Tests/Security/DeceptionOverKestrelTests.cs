namespace Tasker.OutputCache.Tests.Security;

public sealed class DeceptionOverKestrelTests : DeceptionContract
{
    protected override bool OverKestrel => true;
}
