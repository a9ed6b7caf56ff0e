namespace Tasker.OutputCache;

/// <summary>What an endpoint says about its caching beside its name and its parameters.</summary>
public sealed class CacheEndpointOptions
{
    /// <summary>Gets parameters whose values are computed from the request.</summary>
    /// <value>The default is none.</value>
    public IList<CacheParameter> Parameters { get; } = [];

    /// <summary>Gets further tags of every response.</summary>
    /// <value>The default is none.</value>
    public IList<string> Tags { get; } = [];

    /// <summary>Gets the names of filters that do not decide who may see the response. Filters do not run on hits.</summary>
    /// <value>The default is none: an endpoint with filters that are not the framework's own is not cached. <c>*</c> stands for all.</value>
    public IList<string> IgnoreFilters { get; } = [];

    /// <summary>Gets inputs of the request that the response does not depend on, although its handler reads them: <c>page</c>, <c>header:User-Agent</c>, <c>request:host</c>.</summary>
    /// <value>The default is none. <c>*</c> in place of a name stands for all: <c>header:*</c>.</value>
    public IList<string> Ignore { get; } = [];

    /// <summary>Gets or sets who may share the response to an authenticated request.</summary>
    /// <value>The default is <see langword="null"/>: what the resource says.</value>
    public CachePartition? Partition { get; set; }

    /// <summary>Gets or sets a value indicating whether the cache only watches the endpoint: every request runs its handler, and what caching would bring is counted.</summary>
    /// <value>The default is <see langword="false"/>: what the resource says.</value>
    public bool Shadow { get; set; }

    /// <summary>Gets or sets how long a response is fresh.</summary>
    /// <value>The default is <see langword="null"/>: what the resource says. The value must be greater than zero.</value>
    public TimeSpan? Ttl { get; set; }
}
