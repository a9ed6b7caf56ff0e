namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class StatusCodeOverKestrelTests : StatusCodeContract
{
    protected override bool OverKestrel => true;
}
