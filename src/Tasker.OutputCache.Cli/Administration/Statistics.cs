namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What <c>GET stats</c> says, and <c>GET events</c> every second.</summary>
internal sealed record Statistics
{
    public DateTimeOffset Time { get; set; }

    public DateTimeOffset Since { get; set; }

    public double HitRate { get; set; }

    public int TotalKeys { get; set; }

    public string MemoryUsed { get; set; } = string.Empty;

    public long Requests { get; set; }

    public long Hits { get; set; }

    public long Bypasses { get; set; }

    public long HandlerRuns { get; set; }

    public ResourceStatistics[] Resources { get; set; } = [];

    public TopKey[] TopKeys { get; set; } = [];

    public TopTag[] Tags { get; set; } = [];

    public EvictionNote[] Evictions { get; set; } = [];

    public Status Status { get; set; } = new();
}
