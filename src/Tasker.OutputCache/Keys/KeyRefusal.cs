namespace Tasker.OutputCache.Keys;

/// <summary>Why a request got no key, and so bypasses the cache.</summary>
internal enum KeyRefusal
{
    None,

    /// <summary>A parameter is repeated more often than any honest client does.</summary>
    TooManyValues,

    /// <summary>The resource does not cache requests with query parameters that it does not declare.</summary>
    UndeclaredParameter,

    /// <summary>A binder may read a parameter of the query as one that was declared under another name.</summary>
    ParameterAlias,

    /// <summary>Something that routing gives to the handler can't be written into a key.</summary>
    Route,
}
