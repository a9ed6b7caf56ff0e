namespace Tasker.OutputCache.Cli.Administration.Cluster;

/// <summary>What <c>GET instances</c> says of all that were heard from a moment ago.</summary>
internal sealed record InstanceSum
{
    public int Instances { get; set; }

    public int Attached { get; set; }

    public int Journal { get; set; }

    public double HitRate { get; set; }

    public long Requests { get; set; }

    public long Entries { get; set; }

    public long Bytes { get; set; }
}
