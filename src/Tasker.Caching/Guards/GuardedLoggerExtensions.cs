using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>Makes loggers that never throw.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class GuardedLoggerExtensions
{
    /// <summary>Guards a logger, if it is not guarded already.</summary>
    internal static ILogger Guarded(this ILogger logger) => logger as GuardedLogger ?? new GuardedLogger(logger);

    /// <summary>Makes the logger of a type one that never throws. Those of the host's own types stay as they are.</summary>
    public static IServiceCollection AddGuardedLogger<T>(this IServiceCollection services)
    {
        services.TryAddSingleton<ILogger<T>>(static provider => new GuardedLogger<T>(provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }
}
