using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Testing;

namespace Microsoft.AspNetCore.Mvc.Testing;

/// <summary>Puts the cache of a test into a host that is made by a <see cref="WebApplicationFactory{TEntryPoint}"/>.</summary>
public static class TaskerCacheWebApplicationFactoryExtensions
{
    /// <summary>Gives the host the clock and the back end of a test, and notes its evictions.</summary>
    /// <typeparam name="TEntryPoint">A type of the host's program.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="cache">The cache of the test. Two factories with the same one are two instances that share a back end.</param>
    /// <param name="configure">Changes the options of the cache further.</param>
    /// <returns>A factory whose host has the cache of the test.</returns>
    public static WebApplicationFactory<TEntryPoint> WithTaskerCache<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory, TestCache cache, Action<TaskerCachingOptions>? configure = null)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(cache);
        return factory.WithWebHostBuilder(builder => builder.ConfigureTestServices(services => services.UseTestCache(cache, configure)));
    }
}
