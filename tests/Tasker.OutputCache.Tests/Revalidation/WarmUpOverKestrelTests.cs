namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class WarmUpOverKestrelTests : WarmUpContract
{
    protected override bool OverKestrel => true;
}
