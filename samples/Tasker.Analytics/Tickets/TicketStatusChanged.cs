namespace Tasker.Analytics.Tickets;

/// <summary>A ticket went from one status to another; the change is committed.</summary>
public sealed record TicketStatusChanged(long TicketId, string Tenant, string Kind, string From, string To);
