using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.EntityFrameworkCore.Interception;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Lets the cache see what a context saves.</summary>
public static class TaskerEvictionsDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Evicts, by the mappings of <c>EvictOnSave</c>, what the context changes. Contexts registered by <c>AddDbContext</c>,
    /// <c>AddDbContextPool</c> or <c>AddDbContextFactory</c> have this already; it is for those whose options are made by hand.
    /// </summary>
    /// <param name="options">The options of the context.</param>
    /// <param name="services">The services of the host.</param>
    /// <returns>The options.</returns>
    public static DbContextOptionsBuilder UseTaskerEvictions(this DbContextOptionsBuilder options, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        services.GetRequiredService<MappingUse>().Attach();
        var interceptor = services.GetRequiredService<EvictionInterceptor>();
        return options.Options.FindExtension<CoreOptionsExtension>()?.Interceptors?.Contains(interceptor) == true
            ? options
            : options.AddInterceptors(interceptor);
    }
}
