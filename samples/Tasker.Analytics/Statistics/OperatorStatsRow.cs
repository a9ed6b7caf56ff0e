namespace Tasker.Analytics.Statistics;

public sealed record OperatorStatsRow
{
    private readonly double? _mean;

    public string Operator { get; init; } = "";

    public string Department { get; init; } = "";

    public long Tasks { get; init; }

    public long Complete { get; init; }

    public long Error { get; init; }

    public long Open { get; init; }

    public double? MeanMs { get => _mean; init => _mean = value is { } mean ? Math.Round(mean, 1) : null; }
}
