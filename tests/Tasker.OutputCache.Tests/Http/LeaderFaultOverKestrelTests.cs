namespace Tasker.OutputCache.Tests.Http;

public sealed class LeaderFaultOverKestrelTests : LeaderFaultContract
{
    protected override bool OverKestrel => true;
}
