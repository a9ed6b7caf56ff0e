namespace Tasker.OutputCache.Tests.Http;

public sealed class SeparatorOverKestrelTests : SeparatorContract
{
    protected override bool OverKestrel => true;
}
