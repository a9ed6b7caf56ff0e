namespace Tasker.OutputCache.Cli.Administration;

/// <summary>An eviction that a node remembers.</summary>
internal sealed record EvictionNote
{
    public DateTimeOffset Time { get; set; }

    public string[] Tags { get; set; } = [];

    public int TagCount { get; set; }

    public string Mode { get; set; } = string.Empty;

    public string Result { get; set; } = string.Empty;

    public string By { get; set; } = string.Empty;
}
