namespace Tasker.OutputCache.Tests.Http;

public sealed class IsolationOverKestrelTests : IsolationContract
{
    protected override bool OverKestrel => true;
}
