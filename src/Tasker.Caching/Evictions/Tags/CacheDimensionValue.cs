namespace Tasker.Caching;

/// <summary>A value of a dimension, or several: <c>Namespace.Is("payments")</c>.</summary>
public sealed class CacheDimensionValue
{
    internal CacheDimensionValue(CacheDimension dimension, IReadOnlyList<string?> values)
    {
        Dimension = dimension;
        Values = values;
    }

    /// <summary>Gets the dimension.</summary>
    public CacheDimension Dimension { get; }

    /// <summary>Gets the values as text.</summary>
    internal IReadOnlyList<string?> Values { get; }

    /// <summary>Returns the values with their dimension, for logs.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Dimension.Resource.Tag(this).ToString();
}
