namespace Tasker.OutputCache.Tests.Middleware;

public sealed class SameResponseOverKestrelTests : SameResponseContract
{
    protected override bool OverKestrel => true;
}
