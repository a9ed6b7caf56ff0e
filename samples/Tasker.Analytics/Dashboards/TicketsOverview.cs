namespace Tasker.Analytics.Dashboards;

public sealed record TicketsOverview
{
    public string Kind { get; init; } = "";

    public long Open { get; init; }

    public long Critical { get; init; }
}
