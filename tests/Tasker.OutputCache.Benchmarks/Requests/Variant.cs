namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>What stands between the server and the endpoint.</summary>
internal enum Variant
{
    /// <summary>Nothing: the endpoint returns prebuilt bytes without a look at the request.</summary>
    Bare,

    /// <summary>Nothing: the endpoint returns prebuilt bytes and the headers that a hit has, without a look at the request.</summary>
    SameBytes,

    /// <summary>Nothing: the endpoint returns what a hit does, headers and body, for what the request's parameter asks for.</summary>
    ByParameter,

    /// <summary>Nothing, and the endpoint needs 20 ms: what a cache is for.</summary>
    Uncached,

    /// <summary>The framework's middleware with the framework's memory store.</summary>
    Microsoft,

    /// <summary>The framework's middleware with the framework's Redis store.</summary>
    MicrosoftRedis,

    /// <summary>The framework's middleware with our store and policy.</summary>
    Tasker,

    /// <summary>Our own middleware.</summary>
    TaskerMiddleware,

    /// <summary>The framework's middleware with the framework's memory store, behind the framework's response compression.</summary>
    MicrosoftCompressed,
}
