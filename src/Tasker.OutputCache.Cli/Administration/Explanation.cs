namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What the cache would do with a request.</summary>
internal sealed record Explanation
{
    public string Method { get; set; } = string.Empty;

    public string Url { get; set; } = string.Empty;

    public string Outcome { get; set; } = string.Empty;

    public string Decision { get; set; } = string.Empty;

    public string? Key { get; set; }

    public string[]? Tags { get; set; }

    public ExplanationStep[] Steps { get; set; } = [];
}
