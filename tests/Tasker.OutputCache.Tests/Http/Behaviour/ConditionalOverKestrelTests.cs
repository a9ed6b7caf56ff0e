namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class ConditionalOverKestrelTests : ConditionalContract
{
    protected override bool OverKestrel => true;
}
