using Tasker.Caching.Engine;

namespace Tasker.Caching;

/// <summary>A resource, declared once: its endpoints, event mappings and evictions refer to it instead of repeating its name.</summary>
/// <remarks>
/// <para>Declare resources and their dimensions where all of them can see it, in a project without ASP.NET Core too:</para>
/// <code>
/// public static class Caches
/// {
///     public static readonly CacheResource Analytics = CacheResource.Define("analytics");
///     public static readonly CacheDimension&lt;string&gt; Namespace = Analytics.Dimension&lt;string&gt;("namespace");
/// }
/// </code>
/// <para>Strings stay possible everywhere, and mean the same.</para>
/// </remarks>
public sealed class CacheResource
{
    /// <summary>Every dimension doubles the tags of an entry.</summary>
    internal const int MaximumDimensions = 4;

    private readonly Lock _gate = new();
    private readonly CacheTag _tag;
    private volatile CacheDimension[] _dimensions = [];

    private CacheResource(CacheTag tag)
    {
        _tag = tag;
    }

    /// <summary>Gets the name, in lower case.</summary>
    public string Name => _tag.Name;

    /// <summary>Gets the dimensions that were declared so far.</summary>
    public IReadOnlyList<CacheDimension> Dimensions => _dimensions;

    /// <summary>Converts a resource to the tag of everything that it has cached.</summary>
    /// <param name="resource">The resource.</param>
    public static implicit operator CacheTag(CacheResource resource) => ToCacheTag(resource);

    /// <summary>Declares a resource.</summary>
    /// <param name="name">The name, <c>analytics</c>. Case does not matter.</param>
    /// <returns>The resource.</returns>
    public static CacheResource Define(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CacheName.FindFlaw(TagText.NormalizeName(name), CacheName.InResource) is { } flaw
            ? throw new ArgumentException($"'{name}' is no name of a resource: it {flaw}.", nameof(name))
            : new CacheResource(CacheTag.For(name));
    }

    /// <summary>Declares something by which the responses of the resource are filtered, and so evicted.</summary>
    /// <typeparam name="T">What handlers bind: a string, a boolean, a number, an identifier, an enumeration, a date, a time.</typeparam>
    /// <param name="name">The name of the parameter, <c>namespace</c>. Case does not matter.</param>
    /// <returns>The dimension; the one that is there if it was declared before.</returns>
    /// <exception cref="ArgumentException">The name can't be one, or values of the type have no one text.</exception>
    /// <exception cref="InvalidOperationException">The resource has it with another type, or has four others.</exception>
    public CacheDimension<T> Dimension<T>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (CacheName.FindFlaw(name, CacheName.InDimension) is { } flaw)
        {
            throw new ArgumentException($"'{name}' is no name of a dimension: it {flaw}.", nameof(name));
        }

        if (typeof(T) != typeof(string) && ValueForms.Of(typeof(T)) is null)
        {
            throw new ArgumentException($"Requests and evictions do not write a {typeof(T).Name} alike. Declare '{name}' as a string, and write the values as handlers read them.", nameof(name));
        }

        lock (_gate)
        {
            return Find(name) switch
            {
                CacheDimension<T> known => known,
                { } other => throw new InvalidOperationException($"'{Name}' has the dimension '{other.Name}' of {other.ValueType.Name}, not of {typeof(T).Name}."),
                null => Add_NeedsLock(new CacheDimension<T>(this, TagText.NormalizeName(name))),
            };
        }
    }

    private CacheDimension? Find(string name) => Array.Find(_dimensions, known => known.Name == TagText.NormalizeName(name));

    private CacheDimension<T> Add_NeedsLock<T>(CacheDimension<T> dimension)
    {
        if (_dimensions.Length == MaximumDimensions)
        {
            throw new InvalidOperationException($"'{Name}' has {MaximumDimensions} dimensions already, and more are not possible. '{dimension.Name}' can be part of keys all the same.");
        }

        _dimensions = [.. _dimensions, dimension];
        return dimension;
    }

    /// <summary>Names what has to do with some values.</summary>
    /// <param name="values">The values, of dimensions of this resource: <c>Namespace.Is("payments")</c>. None: everything of the resource.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentException">A value is one of another resource.</exception>
    public CacheTag Tag(params CacheDimensionValue[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var tag = _tag;
        foreach (var value in values)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(values));
            if (value.Dimension.Resource.Name != Name)
            {
                throw new ArgumentException($"'{value.Dimension}' is a dimension of another resource than '{Name}'.", nameof(values));
            }

            tag = tag.WithAnyOf(value.Dimension.Name, value.Values);
        }

        return tag;
    }

    /// <summary>Converts a resource to the tag of everything that it has cached.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>The tag.</returns>
    public static CacheTag ToCacheTag(CacheResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource._tag;
    }

    /// <summary>Returns the name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
