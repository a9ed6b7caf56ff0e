using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Tasker.Caching.Redis.Connections;

/// <summary>A connection that the host has for itself, which the cache shares and never closes.</summary>
/// <param name="Origin">Where it comes from, for a log line.</param>
/// <param name="ConnectAsync">Hands it out. It may take its time, and a thread.</param>
internal sealed record HostConnection(string Origin, Func<Task<IConnectionMultiplexer>> ConnectAsync)
{
    /// <summary>Takes what the host has named; else what its services have.</summary>
    /// <param name="services">The services of the host. Nothing is made now: making may connect.</param>
    /// <param name="options">What the host says.</param>
    /// <param name="missing">The name of a connection that the host has named and not registered.</param>
    public static HostConnection? Find(IServiceProvider services, RedisTierOptions options, out string? missing)
    {
        missing = null;
        if (OfOptions(options) is { } named)
        {
            return named;
        }

        if (options.ConnectionName is { } name)
        {
            if (services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(IConnectionMultiplexer), name) == true)
            {
                return new($"the service IConnectionMultiplexer with the key '{name}'", () => Task.FromResult(services.GetRequiredKeyedService<IConnectionMultiplexer>(name)));
            }

            missing = name;
            return null;
        }

        return options.UseConnectionOfServices && services.GetService<IServiceProviderIsService>()?.IsService(typeof(IConnectionMultiplexer)) == true
            ? new("the service IConnectionMultiplexer", () => Task.FromResult(services.GetRequiredService<IConnectionMultiplexer>()))
            : null;
    }

    public static HostConnection? OfOptions(RedisTierOptions options) =>
        options.ConnectionFactory is { } factory ? new("a factory of the host's", factory) : null;
}
