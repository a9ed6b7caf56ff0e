namespace Tasker.OutputCache.Tests.Inputs.Observed;

public sealed record StockOrder(int Id, string? Namespace, int Limit, int Run);
