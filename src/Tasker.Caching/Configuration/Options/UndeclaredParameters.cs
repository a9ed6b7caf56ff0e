namespace Tasker.Caching;

/// <summary>What happens to a request with query parameters that its endpoint did not declare.</summary>
public enum UndeclaredParameters
{
    /// <summary>They are not part of the key: the request shares the entry of the one without them.</summary>
    Ignore,

    /// <summary>The request is neither answered from the cache nor stored.</summary>
    Bypass,
}
