using Tasker.Caching.Engine;

namespace Tasker.Caching;

/// <summary>Something by which the responses of a resource are filtered, and so evicted, with the type of its values.</summary>
/// <typeparam name="T">What handlers bind: a string, a boolean, a number, an identifier, an enumeration, a date, a time.</typeparam>
/// <remarks>A handler's parameter of this name is the dimension. Declare it with <see cref="CacheResource.Dimension{T}"/>.</remarks>
public sealed class CacheDimension<T> : CacheDimension
{
    internal CacheDimension(CacheResource resource, string name)
        : base(resource, name, typeof(T))
    {
    }

    /// <summary>Names a value.</summary>
    /// <param name="value">The value. Requests have it too, however they spell it. Null or an empty text: what changed has no value here, so only unfiltered responses contain it.</param>
    /// <returns>The value, for <see cref="CacheResource.Tag"/>.</returns>
    public CacheDimensionValue Is(T? value) => new(this, [Format(value)]);

    /// <summary>Names some values: what has to do with any of them.</summary>
    /// <param name="values">The values; none at all: only unfiltered responses.</param>
    /// <returns>The values, for <see cref="CacheResource.Tag"/>.</returns>
    public CacheDimensionValue IsAnyOf(params IEnumerable<T?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new CacheDimensionValue(this, [.. values.Select(Format)]);
    }

    private static string? Format(T? value) => value switch
    {
        null => null,
        string text => text,
        { } known => ValueForms.Format<object>(known),
    };
}
