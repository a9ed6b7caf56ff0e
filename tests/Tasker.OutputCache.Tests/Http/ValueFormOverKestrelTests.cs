namespace Tasker.OutputCache.Tests.Http;

public sealed class ValueFormOverKestrelTests : ValueFormContract
{
    protected override bool OverKestrel => true;
}
