namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class UnsafeMethodOverKestrelTests : UnsafeMethodContract
{
    protected override bool OverKestrel => true;
}
