namespace Tasker.Analytics.Dashboards;

public sealed record NamespaceOverview
{
    private readonly double? _mean;

    public string Namespace { get; init; } = "";

    public long Tasks { get; init; }

    public long Complete { get; init; }

    public long Error { get; init; }

    public long Open { get; init; }

    public double? MeanMs { get => _mean; init => _mean = value is { } mean ? Math.Round(mean, 1) : null; }
}
