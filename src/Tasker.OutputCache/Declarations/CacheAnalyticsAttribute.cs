namespace Tasker.OutputCache;

/// <summary>Caches the responses of an endpoint as part of the resource <c>analytics</c>.</summary>
/// <example><code>[CacheAnalytics("performance", Vary = ["hours=24", "namespace"])]</code></example>
/// <param name="name">The name of the endpoint within the resource, part of keys and tags. By default it is made of the route.</param>
public sealed class CacheAnalyticsAttribute(string? name = null) : CacheResourceAttribute(ResourceName, name)
{
    internal const string ResourceName = "analytics";
}
