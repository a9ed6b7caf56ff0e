using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache;

/// <summary>Declares what the responses of an endpoint depend on, as <c>vary</c> does with strings.</summary>
/// <remarks>
/// What is declared here takes the place of what would be inferred from the handler. A dimension is something by which responses can be
/// evicted; everything else is part of the key only.
/// </remarks>
/// <example><code>
/// .CacheAnalytics("performance", parameters => parameters
///     .Query("hours", 24)
///     .Dimension("namespace")
///     .Header("X-Region")
///     .Culture())
/// </code></example>
public sealed class CacheParameters
{
    private readonly List<CacheParameter> _all = [];

    internal CacheParameters()
    {
    }

    internal IReadOnlyList<CacheParameter> All => _all;

    /// <summary>Adds a parameter of the query to the key.</summary>
    /// <param name="name">The name. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters Query(string name) => Add(CacheParameterSource.Query, name, string.Empty);

    /// <summary>Adds a parameter of the query to the key, with what the handler takes where it is absent: <c>hours=24</c>.</summary>
    /// <typeparam name="T">What the handler binds.</typeparam>
    /// <param name="name">The name. Case does not matter.</param>
    /// <param name="defaultValue">The default. A request that says it and one that says nothing have one entry.</param>
    /// <returns>This.</returns>
    public CacheParameters Query<T>(string name, T defaultValue)
        where T : notnull => Add(CacheParameterSource.Query, name, TextOf(defaultValue));

    /// <summary>Adds the whole query to the key, as it was sent: <c>query:*</c>. For handlers that forward it.</summary>
    /// <returns>This.</returns>
    public CacheParameters WholeQuery() => Add(CacheParameter.WholeQuery);

    /// <summary>Adds a dimension: of the route if that has a parameter of this name, and of the query otherwise.</summary>
    /// <param name="name">The name. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters Dimension(string name) => Add(CacheParameter.Declared(source: null, name, defaultValue: null));

    /// <summary>Adds a dimension that the resource declares: of the route if that has a parameter of its name, and of the query otherwise.</summary>
    /// <param name="dimension">The dimension.</param>
    /// <returns>This.</returns>
    public CacheParameters Dimension(CacheDimension dimension)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        return Dimension(dimension.Name);
    }

    /// <summary>Adds a dimension that is a value of the route: <c>route:id</c>. Route values are part of the key whether they are declared or not.</summary>
    /// <param name="name">The name. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters DimensionFromRoute(string name) => Add(CacheParameterSource.Route, name, null);

    /// <summary>Adds a dimension that is a header of the request: <c>header:X-Region</c>.</summary>
    /// <param name="name">The name. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters DimensionFromHeader(string name) => Add(CacheParameterSource.Header, name, null);

    /// <summary>Adds a dimension that is a claim of the user: <c>claim:plan</c>.</summary>
    /// <param name="type">The type of the claim. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters DimensionFromClaim(string type) => Add(CacheParameterSource.Claim, type, null);

    /// <summary>Adds a header of the request to the key.</summary>
    /// <param name="name">The name. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters Header(string name) => Add(CacheParameterSource.Header, name, string.Empty);

    /// <summary>Adds a header of the request to the key, with what the handler takes where it is absent.</summary>
    /// <typeparam name="T">What the handler binds.</typeparam>
    /// <param name="name">The name. Case does not matter.</param>
    /// <param name="defaultValue">The default.</param>
    /// <returns>This.</returns>
    public CacheParameters Header<T>(string name, T defaultValue)
        where T : notnull => Add(CacheParameterSource.Header, name, TextOf(defaultValue));

    /// <summary>Adds the values of a claim of the user to the key. A partition says who may share responses all the same.</summary>
    /// <param name="type">The type of the claim, <c>role</c>. Case does not matter.</param>
    /// <returns>This.</returns>
    public CacheParameters Claim(string type) => Add(CacheParameterSource.Claim, type, string.Empty);

    /// <summary>Adds the culture of the request to the key: the one for dates and numbers, and the one for texts where that is another.</summary>
    /// <remarks>Localization comes before the cache. Where the culture is not declared, it is in the key when it is not the one of the process.</remarks>
    /// <returns>This.</returns>
    public CacheParameters Culture() => Add(CacheParameter.OfCulture(isDimension: false));

    /// <summary>Adds a parameter that is computed from the request, as a dimension.</summary>
    /// <param name="name">The name of the dimension.</param>
    /// <param name="value">Computes the value; null or empty means that the response is not filtered by it. It runs on every request and must not throw.</param>
    /// <param name="defaultValue">What stands for null or empty; with a default, the parameter is no dimension.</param>
    /// <returns>This.</returns>
    public CacheParameters Computed(string name, Func<HttpContext, string?> value, string? defaultValue = null) => Add(CacheParameter.Computed(name, value, defaultValue));

    /// <summary>Adds the body of the request to the key, JSON by its value: <c>body:*</c>. It lets POST requests to the endpoint be cached.</summary>
    /// <remarks>
    /// Members in any order, spaces and spellings of a number make no difference; other media types are compared by their bytes. A POST that is
    /// cached must change nothing: on a hit its handler does not run.
    /// </remarks>
    /// <returns>This.</returns>
    public CacheParameters Body() => Add(CacheParameter.WholeBody);

    /// <summary>Adds the body of the request to the key, byte by byte: <c>body:bytes</c>. For handlers that see how a body is spelt.</summary>
    /// <returns>This.</returns>
    public CacheParameters BodyAsSent() => Add(CacheParameter.BodyBytes);

    /// <summary>Adds a dimension that is read from a JSON body: <c>body:$.filter.namespace=namespace</c>. The whole body is part of the key.</summary>
    /// <param name="path">Where the value is: <c>$</c>, and names of members, each after a dot. A list has several values.</param>
    /// <param name="name">The name of the dimension; <see langword="null"/>: the name of the member.</param>
    /// <returns>This.</returns>
    public CacheParameters DimensionFromBody(string path, string? name = null) => Add(CacheParameter.InBody(path, name));

    private CacheParameters Add(CacheParameterSource source, string name, string? defaultValue) => Add(CacheParameter.Declared(source, name, defaultValue));

    private CacheParameters Add(CacheParameter parameter)
    {
        _all.Add(parameter);
        return this;
    }

    private static string TextOf<T>(T defaultValue)
        where T : notnull
    {
        var text = ValueForms.Format(defaultValue);
        ArgumentException.ThrowIfNullOrEmpty(text, nameof(defaultValue));
        return text;
    }
}
