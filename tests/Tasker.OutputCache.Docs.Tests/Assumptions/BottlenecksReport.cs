namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed record BottlenecksReport(int Limit);
