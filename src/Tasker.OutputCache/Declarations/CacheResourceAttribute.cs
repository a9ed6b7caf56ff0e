using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Declarations;

namespace Tasker.OutputCache;

/// <summary>Caches the responses of an endpoint as part of a resource.</summary>
/// <remarks>
/// The parameters that a response depends on are those that its handler binds, or those that are declared in <see cref="Vary"/>. What the
/// handler reads beside them is observed: such a response is not stored. What was evicted since a computation began is never served.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public class CacheResourceAttribute : Attribute, IOutputCachePolicy
{
    private CachePartition? _partition;
    private int? _ttlSeconds;

    /// <summary>Initializes a new instance of the <see cref="CacheResourceAttribute"/> class.</summary>
    /// <param name="resource">The resource whose settings apply.</param>
    /// <param name="name">The name of the endpoint within the resource, part of keys and tags. By default it is made of the route.</param>
    public CacheResourceAttribute(string resource, string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        Resource = resource;
        Name = name;
    }

    /// <summary>Gets the resource whose settings apply.</summary>
    public string Resource { get; }

    /// <summary>Gets the name of the endpoint within the resource, or <see langword="null"/> if it is made of the route.</summary>
    public string? Name { get; }

    /// <summary>Gets or sets the parameters that the response depends on: <c>hours=24</c>, <c>namespace</c>, <c>route:id</c>, <c>header:X-Region</c>, <c>claim:plan</c>, <c>culture</c>.</summary>
    /// <value>The default is none: the parameters are those that the handler binds. <c>query:*</c> stands for the whole query, <c>body:*</c> for the body of a QUERY or POST request, <c>body:$.filter.namespace=namespace</c> for a dimension in it. One with a default is part of the key only; one without is a dimension of the tags as well.</value>
    public string[] Vary { get; set; } = [];

    /// <summary>Gets or sets further tags of every response.</summary>
    /// <value>The default is none.</value>
    public string[] Tags { get; set; } = [];

    /// <summary>Gets or sets the names of filters that do not decide who may see the response. Filters do not run on hits.</summary>
    /// <value>The default is none: an endpoint with filters that are not the framework's own is not cached. <c>*</c> stands for all.</value>
    public string[] IgnoreFilters { get; set; } = [];

    /// <summary>Gets or sets inputs of the request that the response does not depend on, although its handler reads them: <c>page</c>, <c>header:User-Agent</c>, <c>request:host</c>.</summary>
    /// <value>The default is none. <c>*</c> in place of a name stands for all: <c>header:*</c>.</value>
    public string[] Ignore { get; set; } = [];

    /// <summary>Gets or sets who may share the response to an authenticated request.</summary>
    /// <value>The default is what the resource says, and <see cref="CachePartition.Anonymous"/> if it says nothing.</value>
    public CachePartition Partition
    {
        get => _partition ?? CachePartition.Anonymous;
        set => _partition = value;
    }

    /// <summary>Gets or sets how many seconds a response is fresh.</summary>
    /// <value>The default is what the resource says. The value must be greater than zero.</value>
    public int TtlSeconds
    {
        get => _ttlSeconds ?? 0;
        set => _ttlSeconds = value;
    }

    /// <summary>Gets or sets a value indicating whether the cache only watches the endpoint: every request runs its handler, and what caching would bring is counted.</summary>
    /// <value>The default is <see langword="false"/>: what the resource says.</value>
    public bool Shadow { get; set; }

    internal CachePartition? OwnPartition => _partition;

    internal TimeSpan? OwnTtl { get; set; }

    internal TimeSpan? Ttl => OwnTtl ?? (_ttlSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    internal IReadOnlyList<CacheParameter> Parameters { get; set; } = [];

    /// <summary>Gets what was declared in code instead of in <see cref="Vary"/>.</summary>
    internal IReadOnlyList<CacheParameter> Declared { get; set; } = [];

    /// <summary>Gets a value indicating whether the parameters are declared, and none is inferred.</summary>
    internal bool IsDeclared => Vary.Length > 0 || Declared.Count > 0;

    /// <summary>Gets the declaration of the resource, if the endpoint refers to one.</summary>
    internal CacheResource? Definition { get; set; }

    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken) =>
        PolicyOf(context).CacheRequestAsync(context, cancellationToken);

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) =>
        PolicyOf(context).ServeFromCacheAsync(context, cancellationToken);

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken) =>
        PolicyOf(context).ServeResponseAsync(context, cancellationToken);

    private static ICacheResourcePolicy PolicyOf(OutputCacheContext context) =>
        context.HttpContext.Features[typeof(ICacheResourcePolicy)] as ICacheResourcePolicy ?? (context.HttpContext.RequestServices.GetService<ICacheResourcePolicy>()
            ?? throw new InvalidOperationException("This endpoint is declared as cached, and the services of the cache are missing. Call builder.Services.AddTaskerOutputCache() before builder.Build()."));
}
