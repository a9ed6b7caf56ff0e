using Tasker.OutputCache;
using Tasker.OutputCache.Policies;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Caches endpoints and groups of them.</summary>
public static class CacheEndpointConventionBuilderExtensions
{
    /// <summary>Caches the responses as part of the resource <c>analytics</c>.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="name">The name of the endpoint within the resource. By default it is made of the route.</param>
    /// <param name="vary">The parameters that the response depends on: <c>hours=24</c>, <c>namespace</c>, <c>route:id</c>.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    public static TBuilder CacheAnalytics<TBuilder>(this TBuilder builder, string? name = null, string[]? vary = null, Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.CacheResource(CacheAnalyticsAttribute.ResourceName, name, vary, configure);

    /// <summary>Caches the responses as part of a resource.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="resource">The resource whose settings apply.</param>
    /// <param name="name">The name of the endpoint within the resource. By default it is made of the route.</param>
    /// <param name="vary">The parameters that the response depends on: <c>hours=24</c>, <c>namespace</c>, <c>route:id</c>.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    public static TBuilder CacheResource<TBuilder>(
        this TBuilder builder,
        string resource,
        string? name = null,
        string[]? vary = null,
        Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        var options = new CacheEndpointOptions();
        configure?.Invoke(options);
        var metadata = new CacheResourceAttribute(resource, name)
        {
            Vary = vary ?? [],
            Tags = [.. options.Tags],
            IgnoreFilters = [.. options.IgnoreFilters],
            Ignore = [.. options.Ignore],
            Parameters = [.. options.Parameters],
            OwnTtl = options.Ttl,
        };
        if (options.Partition is { } partition)
        {
            metadata.Partition = partition;
        }

        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        NoteFilters(builder);
        return builder;
    }

    // Last of all, when nobody adds filters any more.
    private static void NoteFilters(IEndpointConventionBuilder builder)
    {
        try
        {
            builder.Finally(EndpointFilters.Note);
        }
        catch (NotImplementedException)
        {
            // A builder of the host's own need not have this; then the start of the host looks for them.
        }
    }
}
