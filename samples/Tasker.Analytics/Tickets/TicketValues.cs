namespace Tasker.Analytics.Tickets;

/// <summary>What a ticket's priority and status may be.</summary>
internal static class TicketValues
{
    public const string Closed = "closed";

    public static readonly string[] Priorities = ["low", "medium", "high", "critical"];

    public static readonly string[] Statuses = ["open", "in_progress", "resolved", Closed];
}
