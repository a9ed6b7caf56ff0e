namespace Tasker.OutputCache.Tests.Revalidation;

public sealed class StaleIfErrorOverKestrelTests : StaleIfErrorContract
{
    protected override bool OverKestrel => true;
}
