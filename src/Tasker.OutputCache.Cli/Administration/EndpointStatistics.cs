namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What has happened to the requests of an endpoint.</summary>
internal sealed record EndpointStatistics
{
    public string Name { get; set; } = string.Empty;

    public double HitRate { get; set; }

    public long Requests { get; set; }

    public long Hits { get; set; }

    public long HandlerRuns { get; set; }

    public double? HandlerMilliseconds { get; set; }

    public Dictionary<string, long> NotStored { get; set; } = [];
}
