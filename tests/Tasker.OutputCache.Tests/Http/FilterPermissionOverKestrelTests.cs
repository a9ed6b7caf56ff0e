namespace Tasker.OutputCache.Tests.Http;

public sealed class FilterPermissionOverKestrelTests : FilterPermissionContract
{
    protected override bool OverKestrel => true;
}
