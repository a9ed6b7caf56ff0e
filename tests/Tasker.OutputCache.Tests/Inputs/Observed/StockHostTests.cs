namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed class StockHostTests : StockHostContract;
