namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class UncacheableOverKestrelTests : UncacheableContract
{
    protected override bool OverKestrel => true;
}
