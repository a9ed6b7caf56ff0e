using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Requests;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>What this node knew of the eviction log when a request arrived.</summary>
/// <param name="point">The point.</param>
internal sealed class ArrivalFeature(EvictionPoint point)
{
    public EvictionPoint Point => point;

    /// <summary>Gets or sets the base path of the request when it came to the framework's middleware.</summary>
    public PathString PathBase { get; set; }

    /// <summary>Gets or sets its path.</summary>
    public PathString Path { get; set; }

    /// <summary>Gets or sets what notes that the request is broken off.</summary>
    public AbortWatch? Watch { get; set; }
}
