namespace Tasker.Analytics.Analytics;

/// <summary>The executions of one step of a named task.</summary>
public sealed record SlowStep : Durations
{
    public string Namespace { get; init; } = "";

    public string Task { get; init; } = "";

    public string Step { get; init; } = "";

    public long Executions { get; init; }

    public long Errors { get; init; }

    /// <summary>Gets how many of them took more than one attempt.</summary>
    public long Retried { get; init; }

    public double? ErrorRate => Rates.Of(Errors, Executions);
}
