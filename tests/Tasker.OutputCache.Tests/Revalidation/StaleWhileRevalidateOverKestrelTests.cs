namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleWhileRevalidateOverKestrelTests : StaleWhileRevalidateContract
{
    protected override bool OverKestrel => true;
}
