using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>The cache of a host over a Redis.</summary>
internal static class RedisCache
{
    /// <summary>Adds a cache in memory.</summary>
    /// <param name="capacity">How many entries it has room for.</param>
    public static Action<IServiceCollection> InMemory(int capacity) =>
        services => services.AddTaskerOutputCache(new ConfigurationBuilder().Build(), options =>
        {
            options.Memory.MaxCapacity = capacity;
            options.Memory.MaxBytes = 4L << 30;
        });

    /// <summary>Adds the framework's Redis store.</summary>
    /// <param name="endPoint">The server.</param>
    /// <param name="prefix">Of the keys.</param>
    public static Action<IServiceCollection> OfMicrosoft(string endPoint, string prefix) =>
        services => services.AddStackExchangeRedisOutputCache(options =>
        {
            options.Configuration = endPoint;
            options.InstanceName = prefix;
        });

    /// <param name="prefix">Of the keys: hosts with different ones don't find what the others have stored.</param>
    /// <param name="isNearTiny">Whether the near tier has room for a single entry, so that hits are far hits.</param>
    public static Action<IServiceCollection> Over(string url, string prefix, bool isNearTiny)
    {
        var settings = new Dictionary<string, string?>
        {
            ["common:cache:backend"] = "redis",
            ["common:cache:redis:url"] = url,
            ["common:cache:key_prefix"] = prefix,
            // A machine that is busy must not look like a Redis that is out of reach: then nothing would be a hit.
            ["common:cache:operation_timeout_milliseconds"] = "10000",
            ["common:cache:evictions:staleness_bound_milliseconds"] = "30000",
        };
        if (isNearTiny)
        {
            settings["common:cache:memory:max_capacity"] = "1";
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return services => services.AddTaskerOutputCache(configuration).AddRedis();
    }
}
