using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>The cache of a host over a Redis.</summary>
internal static class RedisCache
{
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
