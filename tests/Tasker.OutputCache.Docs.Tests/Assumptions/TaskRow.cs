namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed record TaskRow(Guid Id, string Namespace, string Tenant);
