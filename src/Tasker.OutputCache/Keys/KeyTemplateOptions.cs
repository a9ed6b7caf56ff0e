using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Keys;

/// <summary>What a resource's settings say about the keys of its endpoints.</summary>
internal sealed record KeyTemplateOptions
{
    /// <summary>Gets what all keys begin with.</summary>
    public string Prefix { get; init; } = "tasker";

    /// <summary>Gets what tells builds apart, or null.</summary>
    public string? Salt { get; init; }

    /// <summary>Gets what routing gives to the handler besides the declared values; nothing for a template without an endpoint.</summary>
    public EndpointRoute? Route { get; init; }

    /// <summary>Gets a value indicating whether each origin, scheme and host, has entries of its own.</summary>
    public bool VaryByHost { get; init; }

    /// <summary>Gets a value indicating whether some requests have a body that is part of the key.</summary>
    public bool TakesBody { get; init; }

    /// <summary>Gets a value indicating whether a request with undeclared query parameters bypasses the cache.</summary>
    public bool BypassUndeclared { get; init; }
}
