namespace Tasker.OutputCache.Tests.Http;

public sealed class EmptyValueOverKestrelTests : EmptyValueContract
{
    protected override bool OverKestrel => true;
}
