using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Coverage;
using Tasker.Caching.EntityFrameworkCore.Interception;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Lets the cache see which tables responses are made of.</summary>
public static class TableObservationDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Notes which tables the context reads while a response is computed, where the host observes tables. Contexts registered by <c>AddDbContext</c>
    /// and its like have this already after <c>EvictOnSave</c> or <c>ObserveDbContexts</c>.
    /// </summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">The services of the host.</param>
    /// <returns>The options.</returns>
    public static DbContextOptionsBuilder ObserveTables(this DbContextOptionsBuilder options, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        var interceptor = services.GetRequiredService<ReadInterceptor>();
        return !TableReads.AreObservedBy(services) || options.Options.FindExtension<CoreOptionsExtension>()?.Interceptors?.Contains(interceptor) == true
            ? options
            : options.AddInterceptors(interceptor);
    }
}
