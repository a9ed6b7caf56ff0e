namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed record OrderSearch(string Text, int Page);
