namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class StockHostOverKestrelTests : StockHostContract
{
    protected override bool OverKestrel => true;
}
