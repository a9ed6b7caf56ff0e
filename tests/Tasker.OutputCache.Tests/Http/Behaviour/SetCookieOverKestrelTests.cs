namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class SetCookieOverKestrelTests : SetCookieContract
{
    protected override bool OverKestrel => true;
}
