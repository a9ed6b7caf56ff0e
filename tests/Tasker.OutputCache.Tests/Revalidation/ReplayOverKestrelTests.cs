namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class ReplayOverKestrelTests : ReplayContract
{
    protected override bool OverKestrel => true;
}
