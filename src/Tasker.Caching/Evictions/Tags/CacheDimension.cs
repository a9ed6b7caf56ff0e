namespace Tasker.Caching;

/// <summary>Something by which the responses of a resource are filtered, and so evicted. See <see cref="CacheDimension{T}"/>.</summary>
public abstract class CacheDimension
{
    private protected CacheDimension(CacheResource resource, string name, Type valueType)
    {
        Resource = resource;
        Name = name;
        ValueType = valueType;
    }

    /// <summary>Gets the resource.</summary>
    public CacheResource Resource { get; }

    /// <summary>Gets the name of the parameter, in lower case.</summary>
    public string Name { get; }

    /// <summary>Gets the type of its values.</summary>
    public Type ValueType { get; }

    /// <summary>Returns the dimension with its resource, for logs.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Resource.Name}:{Name}";
}
