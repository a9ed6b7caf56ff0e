namespace Tasker.OutputCache.Cli.Administration.Cluster;

/// <summary>What <c>GET instances</c> says of one instance.</summary>
internal sealed record Instance
{
    public string Id { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string State { get; set; } = string.Empty;

    public string Says { get; set; } = string.Empty;

    public string Version { get; set; } = string.Empty;

    public double HitRate { get; set; }

    public long Requests { get; set; }

    public int Journal { get; set; }

    public int Entries { get; set; }

    public long Bytes { get; set; }
}
