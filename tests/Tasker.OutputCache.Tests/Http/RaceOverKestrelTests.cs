namespace Tasker.OutputCache.Tests.Http;

public sealed class RaceOverKestrelTests : RaceContract
{
    protected override bool OverKestrel => true;
}
