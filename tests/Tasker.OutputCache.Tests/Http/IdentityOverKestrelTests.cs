namespace Tasker.OutputCache.Tests.Http;

public sealed class IdentityOverKestrelTests : IdentityContract
{
    protected override bool OverKestrel => true;
}
