using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache;

/// <summary>Adds back ends and evictions to the cache.</summary>
public sealed class TaskerOutputCacheBuilder
{
    internal TaskerOutputCacheBuilder(IServiceCollection services)
    {
        Services = services;
    }

    /// <summary>Gets the services of the host.</summary>
    public IServiceCollection Services { get; }
}
