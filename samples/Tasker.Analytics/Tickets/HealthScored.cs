namespace Tasker.Analytics.Tickets;

/// <summary>A tenant's service has a new score; the change is committed.</summary>
public sealed record HealthScored(string Tenant, string Service, long Score);
