namespace Tasker.Analytics.Tickets;

/// <summary>A ticket became more or less urgent; the change is committed.</summary>
public sealed record TicketPriorityChanged(long TicketId, string Tenant, string Kind, string From, string To);
