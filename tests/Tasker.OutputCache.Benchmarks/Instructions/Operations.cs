using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.Benchmarks.Inputs;
using Tasker.OutputCache.Benchmarks.Requests;
using Tasker.OutputCache.Tests.Http;
using Tasker.OutputCache.Tests.Performance;

namespace Tasker.OutputCache.Benchmarks.Instructions;

/// <summary>The operations whose instructions are counted, and the hosts that they run in.</summary>
internal sealed class Operations : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _hosts = [];
    private readonly List<Operation> _all = [];

    public IReadOnlyList<Operation> All => _all;

    public static async Task<Operations> StartAsync()
    {
        var operations = new Operations();
        foreach (var (middleware, isFastLane) in new[] { ("UseTaskerOutputCache", true), ("UseOutputCache", false) })
        {
            foreach (var (observation, isObserved) in new[] { ("observed", true), ("not observed", false) })
            {
                await operations.AddComputationsAsync($"{middleware}, {observation}", isFastLane, isObserved);
            }
        }

        await operations.AddFarHitAsync();
        return operations;
    }

    private async Task AddComputationsAsync(string name, bool isFastLane, bool isObserved)
    {
        var host = await TenInputsHost.StartAsync(isFastLane, isObserved);
        _hosts.Add(host);
        host.Hit(1);
        _all.Add(new Operation($"near hit, {name}", host.Hit, RunsSince(() => host.Runs, static _ => 0)));
        _all.Add(new Operation($"miss, {name}", host.Miss, RunsSince(() => host.Runs, static count => count)));
        if (isFastLane && isObserved)
        {
            AddObjectHit(host.Services.GetRequiredService<IObjectCache>());
        }
    }

    private async Task AddFarHitAsync()
    {
        var tier = new CopyingTier();
        var host = await RequestHost.StartAsync(Variant.TaskerMiddleware, inProcess: true, addCache: services => AddTinyMemory(services, tier));
        _hosts.Add(host);
        var features = new InProcessFeatures();
        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                features.Reset(RequestHost.Path, RequestHost.QueryOf(i % 2));
                host.InProcess.ProcessAsync(features).GetAwaiter().GetResult();
            }
        }

        // The tier is filled as soon as the node is attached.
        for (var deadline = TimeSpan.FromMinutes(1); tier.Count < 2 && deadline > TimeSpan.Zero; deadline -= TimeSpan.FromMilliseconds(10))
        {
            Run(2);
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        _all.Add(new Operation("far hit, UseTaskerOutputCache", Run, RunsSince(() => tier.Found, static count => count)));
    }

    // Memory has room for one entry, and no two requests in a row are for the same: every hit is a read of the tier.
    private static void AddTinyMemory(IServiceCollection services, CopyingTier tier)
    {
        var settings = new Dictionary<string, string?> { ["common:cache:backend"] = "redis", ["common:cache:memory:max_capacity"] = "1" };
        services.AddTaskerOutputCache(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<ICacheBackendProvider>(new TestBackend(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)), tier));
    }

    private void AddObjectHit(IObjectCache objects)
    {
        var runs = 0;
        ValueTask<string> ComputeAsync(IServiceProvider scope, CancellationToken cancellationToken) => ValueTask.FromResult((++runs).ToString(CultureInfo.InvariantCulture));
        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _ = objects.GetOrCreateAsync("instructions:object", ComputeAsync).AsTask().GetAwaiter().GetResult();
            }
        }

        Run(1);
        _all.Add(new Operation("object hit", Run, RunsSince(() => runs, static _ => 0)));
    }

    private static Func<int, bool> RunsSince(Func<int> runs, Func<int, int> expected)
    {
        var before = runs();
        return count =>
        {
            var (since, now) = (before, runs());
            before = now;
            return now - since == expected(count);
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
