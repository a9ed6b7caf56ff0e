using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>Makes back ends available to configuration.</summary>
public interface ICacheBackendProvider
{
    /// <summary>Says whether this provider makes a back end of that name.</summary>
    /// <param name="name">The name in the configuration: <c>redis</c>, for example.</param>
    /// <returns>Whether it does.</returns>
    bool Supports(string name);

    /// <summary>Makes the back end. It connects behind; whether it can is no matter here.</summary>
    /// <param name="name">The name in the configuration.</param>
    /// <param name="options">The options of the cache.</param>
    /// <returns>The back end.</returns>
    CacheBackend Create(string name, TaskerOutputCacheOptions options);
}
