namespace Tasker.Analytics.Dashboards;

public sealed record ServiceHealth
{
    public string Service { get; init; } = "";

    public long Score { get; init; }
}
