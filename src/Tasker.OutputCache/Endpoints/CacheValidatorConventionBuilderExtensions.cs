using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Declarations;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets responses that expired or were evicted live again where nothing has changed.</summary>
public static class CacheValidatorConventionBuilderExtensions
{
    /// <summary>Revives responses whose handler answers a conditional request with 304: one with their own <c>ETag</c> or <c>Last-Modified</c>.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them. It has to be cached as well.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The handler has to look at its data before it answers with 304. POST requests are not revived in this way.</remarks>
    public static TBuilder CacheValidator<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => Add(builder, null);

    /// <summary>Revives responses for which a version is what it was before they were computed.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them. It has to be cached as well.</param>
    /// <param name="version">
    /// Finds the version of the data that the response is made of, for one that is cheap to find: a row version, a time of change. It has to change
    /// with everything that the response depends on, and may never come back. <see langword="null"/> means that there is none.
    /// </param>
    /// <returns>The builder.</returns>
    /// <remarks>It runs on every miss, before the handler. If it throws, the response is computed.</remarks>
    public static TBuilder CacheValidator<TBuilder>(this TBuilder builder, Func<HttpContext, ValueTask<string?>> version)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(version);
        return Add(builder, version);
    }

    /// <summary>Revives responses for which a version is what it was before they were computed.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint, or a group of them. It has to be cached as well.</param>
    /// <param name="version">Finds the version of the data that the response is made of. <see langword="null"/> means that there is none.</param>
    /// <returns>The builder.</returns>
    public static TBuilder CacheValidator<TBuilder>(this TBuilder builder, Func<HttpContext, string?> version)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(version);
        return Add(builder, context => ValueTask.FromResult(version(context)));
    }

    private static TBuilder Add<TBuilder>(TBuilder builder, Func<HttpContext, ValueTask<string?>>? version)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var metadata = new CacheValidatorMetadata(version);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }
}
