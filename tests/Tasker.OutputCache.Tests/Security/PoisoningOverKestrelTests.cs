namespace Tasker.OutputCache.Tests.Security;

public sealed class PoisoningOverKestrelTests : PoisoningContract
{
    protected override bool OverKestrel => true;
}
