namespace Tasker.OutputCache.Tests.Http;

public sealed class SharedTierOverKestrelTests : SharedTierContract
{
    protected override bool OverKestrel => true;
}
