namespace Tasker.Analytics.Analytics;

/// <summary>How long what completed took, in milliseconds; null where nothing did.</summary>
public record Durations
{
    private readonly double? _mean;

    public double? MeanMs { get => _mean; init => _mean = value is { } mean ? Math.Round(mean, 1) : null; }

    public long? P50Ms { get; init; }

    public long? P95Ms { get; init; }

    public long? P99Ms { get; init; }

    public long? MaxMs { get; init; }
}
