namespace Tasker.OutputCache.Tests.Security;

public sealed class HostileEntryOverKestrelTests : HostileEntryContract
{
    protected override bool OverKestrel => true;
}
