namespace Tasker.OutputCache.Tests.Http.Identity;

public sealed class ConstrainedOverKestrelTests : ConstrainedContract
{
    protected override bool OverKestrel => true;
}
