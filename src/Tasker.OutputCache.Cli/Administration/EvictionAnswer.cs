namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What became of an eviction.</summary>
internal sealed record EvictionAnswer
{
    public string Result { get; set; } = string.Empty;

    public string[] Tags { get; set; } = [];

    public long? Removed { get; set; }

    public string? Note { get; set; }

    public string? Reason { get; set; }
}
