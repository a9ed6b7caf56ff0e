namespace Tasker.Analytics.Dashboards;

internal sealed record StateCount
{
    public string State { get; init; } = "";

    public long Tasks { get; init; }
}
