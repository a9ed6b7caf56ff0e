namespace Tasker.Analytics.Dashboards;

public sealed record TicketCount
{
    /// <summary>Gets the priority, status or kind that is counted.</summary>
    public string Name { get; init; } = "";

    public long Tickets { get; init; }
}
