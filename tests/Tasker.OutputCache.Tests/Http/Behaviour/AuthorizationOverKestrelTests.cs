namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class AuthorizationOverKestrelTests : AuthorizationContract
{
    protected override bool OverKestrel => true;
}
