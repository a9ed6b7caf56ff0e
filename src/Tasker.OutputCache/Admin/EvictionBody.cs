namespace Tasker.OutputCache.Admin;

/// <summary>The body of <c>POST evictions</c>.</summary>
internal sealed record EvictionBody
{
    public string[]? Tags { get; init; }

    public string? Resource { get; init; }

    public Dictionary<string, string?>? Dimensions { get; init; }

    public string? Tenant { get; init; }

    public string? User { get; init; }

    public bool? Everything { get; init; }

    public string? Mode { get; init; }
}
