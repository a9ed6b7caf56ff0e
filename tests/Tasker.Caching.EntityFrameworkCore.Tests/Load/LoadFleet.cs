using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.Caching.EntityFrameworkCore.Tests.Requests;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Load;

/// <summary>Several instances that share a database and a Redis.</summary>
internal sealed class LoadFleet(string database, IReadOnlyList<ApiHost> hosts) : IAsyncDisposable
{
    public string Database { get; } = database;

    public IReadOnlyList<ApiHost> Hosts { get; } = hosts;

    public static async Task<LoadFleet> StartAsync(string database, string redis, int count)
    {
        var hosts = new List<ApiHost>();
        for (var number = 0; number < count; number++)
        {
            var host = await ApiHost.StartAsync(database, redis: redis);
            hosts.Add(host);
            var follower = host.Services.GetRequiredService<EvictionFollower>();
            await Eventually.Async(() => follower.IsAttached, TimeSpan.FromSeconds(60), "the instance is attached", TestContext.Current.CancellationToken);
        }

        return new LoadFleet(database, hosts);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts)
        {
            await host.DisposeAsync();
        }
    }
}
