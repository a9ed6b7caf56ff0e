namespace Tasker.OutputCache.Tests.Http.Behaviour;

public sealed class StoredHeadersOverKestrelTests : StoredHeadersContract
{
    protected override bool OverKestrel => true;
}
