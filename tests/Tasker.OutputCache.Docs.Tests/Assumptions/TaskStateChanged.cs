namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed record TaskStateChanged(string Namespace, string Tenant) : TaskEvent(Namespace, Tenant);
