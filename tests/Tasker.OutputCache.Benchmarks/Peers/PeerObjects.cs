using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Benchmarks.Measuring;
using ZiggyCreatures.Caching.Fusion;

namespace Tasker.OutputCache.Benchmarks.Peers;

/// <summary>Objects in memory through the framework's <see cref="HybridCache"/>: its own implementation, FusionCache's, ours.</summary>
internal static class PeerObjects
{
    private const int Hits = 20_000;
    private const int Misses = 2_000;

    private static readonly HybridCacheEntryOptions Options = new() { Expiration = TimeSpan.FromHours(1), LocalCacheExpiration = TimeSpan.FromHours(1) };

    private static readonly (string Name, Action<IServiceCollection> Add)[] Caches =
    [
        ("Microsoft", static services => services.AddHybridCache()),
        ("FusionCache", static services => services.AddFusionCache().AsHybridCache()),
        ("Tasker", static services => services.AddTaskerCaching(new ConfigurationBuilder().Build())),
    ];

    private static int _next;

    public static async Task RunAsync(int rounds)
    {
        await RunAsync<Person>("Hits, a record that can be changed", rounds, static _ => new Person { Name = "Ada", Age = 36 }, isHit: true);
        await RunAsync<Frozen>("Hits, an immutable record", rounds, static _ => new Frozen("Ada", 36), isHit: true);
        await RunAsync<string>("Hits, a string", rounds, static _ => "a text of some length, as names and titles are", isHit: true);
        await RunAsync<byte[]>("Hits, an array of 4 KB", rounds, static _ => new byte[4096], isHit: true);
        await RunAsync<Frozen>("Misses in memory, an immutable record", rounds, static i => new Frozen("Ada", i), isHit: false);
    }

    private static async Task RunAsync<T>(string title, int rounds, Func<int, T> create, bool isHit)
    {
        Machine.Print($"HybridCache in memory. {title}");
        var services = Caches.Select(static cache =>
        {
            var collection = new ServiceCollection();
            collection.AddLogging();
            cache.Add(collection);
            return collection.BuildServiceProvider();
        }).ToArray();
        var caches = Array.ConvertAll(services, static provider => provider.GetRequiredService<HybridCache>());
        var measures = Array.ConvertAll(caches, cache => (Func<Sample>)(() => Sample.Take(isHit ? Hits : Misses, () => GetAsync(cache, create, isHit).GetAwaiter().GetResult())));
        Rounds.WarmUp(measures);
        var samples = Rounds.Run(rounds, measures);
        Console.WriteLine($"| | ns | ÷ {Caches[0].Name} | bytes |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (i, own) in samples.Index())
        {
            var ratios = Rounds.Ratios(own, samples[0], static sample => sample.Nanoseconds);
            Console.WriteLine(
                $"| {Caches[i].Name} | {Rounds.Median(own.Select(static sample => sample.Nanoseconds)):N0} "
                + $"| {Rounds.Median(ratios):F2} ({Rounds.Quantile(ratios, 0.25):F2} to {Rounds.Quantile(ratios, 0.75):F2}) | {Rounds.Median(own.Select(static sample => sample.Bytes)):N0} |");
        }

        foreach (var provider in services)
        {
            await provider.DisposeAsync();
        }
    }

    private static async Task GetAsync<T>(HybridCache cache, Func<int, T> create, bool isHit)
    {
        for (var i = 0; i < (isHit ? Hits : Misses); i++)
        {
            var key = isHit ? "one" : $"miss-{_next++}";
            await cache.GetOrCreateAsync(key, (create, i), static (state, _) => ValueTask.FromResult(state.create(state.i)), Options);
        }
    }

    private sealed record Person
    {
        public string? Name { get; set; }

        public int Age { get; set; }
    }

    [System.ComponentModel.ImmutableObject(true)]
    private sealed record Frozen(string Name, int Age);
}
