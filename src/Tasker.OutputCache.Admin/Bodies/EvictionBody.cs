namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The body of <c>POST evictions</c>.</summary>
internal sealed record EvictionBody
{
    /// <summary>Gets tags, each taken literally.</summary>
    public string[]? Tags { get; init; }

    /// <summary>Gets a resource, or one endpoint of it.</summary>
    public string? Resource { get; init; }

    /// <summary>Gets what narrows the resource down.</summary>
    public Dictionary<string, string?>? Dimensions { get; init; }

    /// <summary>Gets the tenant to whose responses the resource is narrowed down.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets the user to whose responses the resource is narrowed down.</summary>
    public string? User { get; init; }

    /// <summary>Gets whether everything goes.</summary>
    public bool? Everything { get; init; }

    /// <summary>Gets the mode: <c>hard</c> (the default) or <c>soft</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Gets whether nothing is evicted: the answer says how many entries it would take.</summary>
    public bool? DryRun { get; init; }

    /// <summary>Gets a pattern of keys, with <c>*</c> and <c>?</c>. It tidies up, and stands alone: it is no eviction.</summary>
    public string? Pattern { get; init; }
}
