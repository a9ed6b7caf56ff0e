namespace Tasker.OutputCache.Tests.Http;

public sealed class ParameterAliasOverKestrelTests : ParameterAliasContract
{
    protected override bool OverKestrel => true;
}
