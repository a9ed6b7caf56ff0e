using Tasker.OutputCache;

namespace Tasker.Caching;

/// <summary>The settings of one resource. What is not set comes from <see cref="TaskerCachingOptions"/>.</summary>
public sealed class CacheResourceOptions
{
    /// <summary>Gets or sets how long a response is fresh.</summary>
    /// <value>
    /// The default is <see langword="null"/>: 60 seconds for <c>analytics</c>, 3,600 seconds for <c>templates</c>, and
    /// <see cref="TaskerCachingOptions.DefaultTtl"/> for others. The value must be between 1 millisecond and 365 days.
    /// </value>
    public TimeSpan? Ttl { get; set; }

    /// <summary>Gets or sets how long after its freshness a response is still served at once, while it is refreshed in the background.</summary>
    /// <value>The default is <see langword="null"/>: zero. The value must be between zero and 365 days.</value>
    public TimeSpan? StaleWhileRevalidate { get; set; }

    /// <summary>Gets or sets how long after its freshness a response is served where computing a new one fails.</summary>
    /// <value>The default is <see langword="null"/>: zero. The value must be between zero and 365 days.</value>
    public TimeSpan? StaleIfError { get; set; }

    /// <summary>Gets or sets how long after its freshness a response is kept for the validator of its endpoint, if it has one. It is not shown any more.</summary>
    /// <value>The default is <see langword="null"/>: 10 minutes. The value must be between zero and 365 days.</value>
    public TimeSpan? Revival { get; set; }

    /// <summary>Gets or sets how sure the resource is that nothing evicted elsewhere is served.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="CacheConsistency.Bounded"/>.</value>
    public CacheConsistency? Consistency { get; set; }

    /// <summary>Gets or sets who may share the response to an authenticated request.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="CachePartition.Anonymous"/>.</value>
    public CachePartition? Partition { get; set; }

    /// <summary>Gets the names of filters that do not decide who may see a response. Filters do not run on hits. Read at start.</summary>
    /// <value>The default is empty: an endpoint with filters that are not the framework's own is not cached. <c>*</c> stands for all.</value>
    public IList<string> IgnoreFilters { get; } = [];

    /// <summary>Gets or sets what happens to a response whose handler has read something of the request that is not in its key.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="UndeclaredInputs.Refuse"/>.</value>
    public UndeclaredInputs? Inputs { get; set; }

    /// <summary>Gets inputs that responses do not depend on, such as <c>page</c>, <c>header:User-Agent</c> or <c>request:host</c>. Read at start.</summary>
    /// <value>The default is empty. <c>*</c> in place of a name stands for all: <c>header:*</c>.</value>
    public IList<string> Ignore { get; } = [];

    /// <summary>Gets the statuses that are stored.</summary>
    /// <value>The default is empty: 200 only. Values must be between 200 and 599, but not 206 or 304.</value>
    public IList<int> Statuses { get; } = [];

    /// <summary>Gets or sets whether the endpoint's own <c>Cache-Control</c> or <c>Expires</c> header sets the life of its response.</summary>
    /// <value>The default is <see langword="null"/>: <see langword="false"/>.</value>
    /// <remarks>
    /// <c>stale-while-revalidate</c> and <c>stale-if-error</c> of the response then open windows as long as <see cref="StaleWhileRevalidate"/>
    /// and <see cref="StaleIfError"/> at most, or without that limit where these are not set.
    /// </remarks>
    public bool? HonorCacheControl { get; set; }

    /// <summary>Gets the response headers that decide in place of <c>Cache-Control</c> and <c>Expires</c>, such as <c>CDN-Cache-Control</c> (RFC 9213).</summary>
    /// <value>The default is empty. The first header that is there and well-formed counts. Values are header names that end in <c>Cache-Control</c>.</value>
    public IList<string> TargetedCacheControl { get; } = [];

    /// <summary>Gets or sets the header in which responses tell a cache in front of the host their tags.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="CacheTagHeader.None"/>.</value>
    /// <remarks>Tags that a handler adds after the first byte of its response are not in it.</remarks>
    public CacheTagHeader? TagHeader { get; set; }

    /// <summary>Gets or sets how the tags are written there.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TagHeaderForm.Readable"/>.</value>
    public TagHeaderForm? TagHeaderForm { get; set; }

    /// <summary>Gets the names of endpoints whose POST requests change nothing and are cached by their body. Read at start.</summary>
    /// <value>The default is empty: a POST is cached only where its endpoint declares its body in code.</value>
    /// <remarks>The endpoint has to be declared as cached in code. On a hit its handler does not run.</remarks>
    public IList<string> PostSearches { get; } = [];

    /// <summary>Gets the paths, with their query, that are computed at start.</summary>
    /// <value>The default is empty. Values must begin with <c>/</c> and have at most 2,048 characters.</value>
    public IList<string> WarmUp { get; } = [];

    /// <summary>Gets or sets whether the resource is cached only where instances share a back end.</summary>
    /// <value>The default is <see langword="null"/>: <see langword="true"/> for <c>templates</c>, <see langword="false"/> for others.</value>
    public bool? RequiresShared { get; set; }

    /// <summary>Gets or sets by how many percent lives are shortened at random.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TaskerCachingOptions.TtlJitterPercent"/>. The value must be between 0 and 50.</value>
    public int? TtlJitterPercent { get; set; }

    /// <summary>Gets or sets what happens to requests with query parameters that their endpoint did not declare.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TaskerCachingOptions.UndeclaredParameters"/>.</value>
    public UndeclaredParameters? UndeclaredParameters { get; set; }

    /// <summary>Gets or sets whether scheme and host of the request are part of the key.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TaskerCachingOptions.VaryByHost"/>.</value>
    public bool? VaryByHost { get; set; }

    /// <summary>Gets or sets whether entries in memory are served while this instance is out of touch with the shared back end.</summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> for strict resources and <c>templates</c>, <see langword="true"/> for others.
    /// </value>
    /// <remarks>A strict resource is never served when detached, whatever is set here.</remarks>
    public bool? ServeWhenDetached { get; set; }

    /// <summary>Gets or sets one in how many hits is computed once more in the background and compared, to find tags that were forgotten.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TaskerCachingOptions.VerifyOneIn"/>. The value must be between 0 (none) and 1,000,000.</value>
    public int? VerifyOneIn { get; set; }

    /// <summary>Gets or sets whether the cache only watches the endpoints of the resource: every request runs its handler, and what caching would bring is counted.</summary>
    /// <value>The default is <see langword="null"/>: it answers.</value>
    public bool? Shadow { get; set; }
}
