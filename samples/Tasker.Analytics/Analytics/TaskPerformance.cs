namespace Tasker.Analytics.Analytics;

/// <summary>The executions of one named task.</summary>
public sealed record TaskPerformance : Durations
{
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Version { get; init; } = "";

    public long Total { get; init; }

    public long Complete { get; init; }

    public long Error { get; init; }

    public long Cancelled { get; init; }

    public long ResolvedManually { get; init; }

    public double? SuccessRate => Rates.Of(Complete, Complete + Error);
}
