namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class EvictionOverKestrelTests : EvictionContract
{
    protected override bool OverKestrel => true;
}
