namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public record TaskEvent(string Namespace, string Tenant);
