namespace Tasker.Analytics.Statistics;

public sealed record TaskStatsRow
{
    public string Namespace { get; init; } = "";

    public string State { get; init; } = "";

    public long Tasks { get; init; }
}
