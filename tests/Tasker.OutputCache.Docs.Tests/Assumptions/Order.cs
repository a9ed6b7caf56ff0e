namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed record Order(int Id);
