namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class ChangedPathOverKestrelTests : ChangedPathContract
{
    protected override bool OverKestrel => true;
}
