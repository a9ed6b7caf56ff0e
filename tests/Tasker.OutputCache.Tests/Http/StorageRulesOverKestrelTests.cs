namespace Tasker.OutputCache.Tests.Http;

public sealed class StorageRulesOverKestrelTests : StorageRulesContract
{
    protected override bool OverKestrel => true;
}
