namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class VersionsOverKestrelTests : VersionsContract
{
    protected override bool OverKestrel => true;
}
