using Microsoft.Extensions.Options;
using Tasker.Analytics.Database;
using Tasker.Caching;

namespace Tasker.Analytics.Hosting;

/// <summary>Lets every writer of the tables evict, <c>psql</c> too, where the eviction log is in the same database.</summary>
internal static class EvictionTriggers
{
    private const string Postgres = "postgres";

    public static async Task AddEvictionTriggersAsync(this IServiceProvider services)
    {
        var cache = services.GetRequiredService<IOptions<TaskerCachingOptions>>().Value;
        if (cache.Evictions.Log != Postgres && cache.Backend != Postgres)
        {
            return;
        }

        var database = services.GetRequiredService<ITaskerDatabase>();
        var connection = await database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        if (database.TryAddEvictionTriggers(connection, services.GetRequiredService<IConfiguration>()["common:cache:postgres:schema"] ?? "tasker_cache"))
        {
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Tasker.Analytics").LogInformation("Triggers evict what is computed from the tasks: change them with psql, and look again.");
        }
    }
}
