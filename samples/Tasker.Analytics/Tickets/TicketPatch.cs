namespace Tasker.Analytics.Tickets;

/// <summary>What shall change of a ticket; null stays as it is.</summary>
public sealed record TicketPatch(string? Priority, string? Status);
