namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class EncodingOverKestrelTests : EncodingContract
{
    protected override bool OverKestrel => true;
}
