namespace Tasker.OutputCache.Cli.Administration;

/// <summary>What is to be evicted: the body of <c>POST evictions</c>.</summary>
internal sealed record EvictionRequest
{
    public string[]? Tags { get; init; }

    public string? Resource { get; init; }

    public Dictionary<string, string?>? Dimensions { get; init; }

    public string? Tenant { get; init; }

    public string? User { get; init; }

    public bool? Everything { get; init; }

    public string? Mode { get; init; }

    public string? Pattern { get; init; }
}
