using System.Runtime.CompilerServices;
using Tasker.Caching;
using Tasker.OutputCache;
using Tasker.OutputCache.Endpoints;

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
    [OverloadResolutionPriority(1)]
    public static TBuilder CacheAnalytics<TBuilder>(this TBuilder builder, string? name = null, string[]? vary = null, Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.CacheResource(CacheAnalyticsAttribute.ResourceName, name, vary, configure);

    /// <summary>Caches the responses as part of the resource <c>analytics</c>, with parameters that are declared in code.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="name">The name of the endpoint within the resource; <see langword="null"/>: it is made of the route.</param>
    /// <param name="parameters">Declares the parameters that the response depends on.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    public static TBuilder CacheAnalytics<TBuilder>(this TBuilder builder, string? name, Action<CacheParameters> parameters, Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.CacheResource(CacheAnalyticsAttribute.ResourceName, name, parameters, configure);

    /// <summary>Caches the responses as part of a resource.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="resource">The resource whose settings apply.</param>
    /// <param name="name">The name of the endpoint within the resource. By default it is made of the route.</param>
    /// <param name="vary">The parameters that the response depends on: <c>hours=24</c>, <c>namespace</c>, <c>route:id</c>, <c>culture</c>. By default, those that the handler binds.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static TBuilder CacheResource<TBuilder>(
        this TBuilder builder,
        string resource,
        string? name = null,
        string[]? vary = null,
        Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        return Cache(builder, new CacheResourceAttribute(resource, name) { Vary = vary ?? [] }, configure);
    }

    /// <summary>Caches the responses as part of a resource, with parameters that are declared in code.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="resource">The resource whose settings apply.</param>
    /// <param name="name">The name of the endpoint within the resource; <see langword="null"/>: it is made of the route.</param>
    /// <param name="parameters">Declares the parameters that the response depends on.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    public static TBuilder CacheResource<TBuilder>(
        this TBuilder builder,
        string resource,
        string? name,
        Action<CacheParameters> parameters,
        Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        return Cache(builder, new CacheResourceAttribute(resource, name) { Declared = Declare(parameters) }, configure);
    }

    /// <summary>Caches the responses as part of a resource that is declared in code. Parameters with the names of its dimensions are these dimensions.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="name">The name of the endpoint within the resource. By default it is made of the route.</param>
    /// <param name="vary">The parameters that the response depends on: <c>hours=24</c>, <c>namespace</c>, <c>route:id</c>, <c>culture</c>. By default, those that the handler binds.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static TBuilder CacheResource<TBuilder>(
        this TBuilder builder,
        CacheResource resource,
        string? name = null,
        string[]? vary = null,
        Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Cache(builder, new CacheResourceAttribute(resource.Name, name) { Definition = resource, Vary = vary ?? [] }, configure);
    }

    /// <summary>Caches the responses as part of a resource that is declared in code, with parameters that are declared in code.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="name">The name of the endpoint within the resource; <see langword="null"/>: it is made of the route.</param>
    /// <param name="parameters">Declares the parameters that the response depends on.</param>
    /// <param name="configure">Says more.</param>
    /// <returns>The builder.</returns>
    public static TBuilder CacheResource<TBuilder>(
        this TBuilder builder,
        CacheResource resource,
        string? name,
        Action<CacheParameters> parameters,
        Action<CacheEndpointOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Cache(builder, new CacheResourceAttribute(resource.Name, name) { Definition = resource, Declared = Declare(parameters) }, configure);
    }

    private static IReadOnlyList<CacheParameter> Declare(Action<CacheParameters> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var declared = new CacheParameters();
        parameters(declared);
        return declared.All;
    }

    private static TBuilder Cache<TBuilder>(TBuilder builder, CacheResourceAttribute metadata, Action<CacheEndpointOptions>? configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CacheEndpointOptions();
        configure?.Invoke(options);
        metadata.Tags = [.. options.Tags];
        metadata.IgnoreFilters = [.. options.IgnoreFilters];
        metadata.Ignore = [.. options.Ignore];
        metadata.Parameters = [.. options.Parameters];
        metadata.OwnTtl = options.Ttl;
        metadata.Shadow = options.Shadow;
        if (options.Partition is { } partition)
        {
            metadata.Partition = partition;
        }

        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        NoteFilters(builder);
        return builder;
    }

    // Last of all, when no more filters are added.
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
