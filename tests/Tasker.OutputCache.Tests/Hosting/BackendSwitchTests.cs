using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Hosting.Backends;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>Another back end while the host serves: no request fails, and nothing that was evicted comes back.</summary>
public sealed class BackendSwitchTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly CollectingLoggerProvider _logs = new();
    private readonly SharedBackends _shared = new();
    private readonly GatedHandler _gated = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Switch_ToMemoryAndBack_WhatWasEvictedMeanwhileDoesNotComeBack()
    {
        await using var node = await StartAsync("redis");
        await using var other = await StartAsync("redis");
        Assert.Equal("run 1", await node.GetAsync("/x"));
        Assert.Equal("run 2", await node.GetAsync("/x?namespace=kept"));
        await Eventually.Async(() => _shared.Tiers["redis"].Fills == 2, Deadline, "the fills", Token);

        await node.UseAsync("memory");
        await node.App.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "any")], Token);
        await node.UseAsync("redis");

        // The entry is still there, and of the same log. Both nodes know by now that it is void, and neither voids the other entry.
        Assert.Equal("run 3", await other.GetAsync("/x"));
        await Eventually.Async(() => _shared.Tiers["redis"].Fills == 3, Deadline, "the fill", Token);
        Assert.Equal("run 3", await node.GetAsync("/x"));
        Assert.Equal("run 2", await other.GetAsync("/x?namespace=kept"));
        Assert.Equal("run 2", await node.GetAsync("/x?namespace=kept"));
    }

    [Fact]
    public async Task Switch_BetweenSharedBackendsAndBack_NothingOfTheEarlierStayIsServed()
    {
        await using var node = await StartAsync("redis");
        Assert.Equal("run 1", await node.GetAsync("/x"));
        await Eventually.Async(() => _shared.Tiers["redis"].Count == 1, Deadline, "the fill", Token);

        await node.UseAsync("valkey");
        await node.App.Evictor.EvictAsync(["analytics"], Token);
        await node.UseAsync("redis");

        Assert.Equal("run 2", await node.GetAsync("/x"));
    }

    [Fact]
    public async Task Switch_WhileAResponseIsComputed_ItIsNotKept()
    {
        await using var node = await StartAsync("redis");
        var computing = node.GetAsync("/gated");
        await _gated.WaitForRunsAsync(1, Token);

        await node.UseAsync("memory");
        _gated.Open();
        await computing;

        // Begun under another log: what was evicted there since is not known here.
        var next = node.GetAsync("/gated");
        await _gated.WaitForRunsAsync(2, Token);
        await next;
        Assert.Equal(0, _shared.Tiers["redis"].Count);
    }

    [Fact]
    public async Task Switch_OldLogIsOutOfReach_WhatItHasNotHeardIsToldThereLater()
    {
        await using var node = await StartAsync("redis");
        await using var other = await StartAsync("redis");
        Assert.Equal("run 1", await other.GetAsync("/x"));
        _shared.Logs["redis"].IsBroken = true;
        Assert.Equal(EvictionResult.Journaled, await node.App.Evictor.EvictAsync(["analytics"], Token));

        await node.UseAsync("valkey");
        _shared.Logs["redis"].IsBroken = false;

        await Eventually.Async(async _ => await other.GetAsync("/x") != "run 1", Deadline, "the node that stays hears of the eviction", Token);
        Assert.Equal(0, node.App.Services.GetRequiredService<EvictionJournal>().Count);
    }

    [Fact]
    public async Task Switch_CircuitIsOpen_IsClosedForTheOther()
    {
        await using var node = await StartAsync("dragonfly");
        for (var i = 0; i < 20; i++)
        {
            await node.GetAsync($"/x?namespace={i}");
        }

        var endpoint = node.App.Services.GetRequiredService<FarEndpoint>();
        Assert.False(endpoint.IsClosed);

        await node.UseAsync("redis");

        Assert.True(endpoint.IsClosed);
        Assert.Equal("redis", endpoint.Name);
        await node.GetAsync("/x?namespace=new");
        await Eventually.Async(() => _shared.Tiers["redis"].Count == 1, Deadline, "the fill", Token);
    }

    [Fact]
    public async Task Switch_BackendWithoutPackage_TheOneInForceStays()
    {
        await using var node = await StartAsync("redis");
        Assert.Equal("run 1", await node.GetAsync("/x"));

        node.Set("backend", "memcached");

        await _logs.WaitForAsync(905, Deadline, Token);
        Assert.Equal("run 1", await node.GetAsync("/x"));
        Assert.Equal("redis", node.App.Services.GetRequiredService<BackendSwitch>().Current.Name);
    }

    [Fact]
    public async Task Switch_Replaced_OldBackendIsDisposedOf()
    {
        await using var node = await StartAsync("redis");

        await node.UseAsync("memory");

        await Eventually.Async(() => _shared.Disposed == 1, Deadline, "the old back end is closed", Token);
    }

    [Theory]
    [InlineData("memory", "redis")]
    [InlineData("redis", "valkey")]
    public async Task Switch_UnderLoad_NoRequestFailsAndNoneIsStale(string one, string other)
    {
        var data = new VersionedData(["payments", "billing"]);
        await using var node = await StartAsync(one, data);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Task.WhenAll(
        [
            .. Enumerable.Range(0, 8).Select(_ => data.CheckReadsAsync(node.App.Client, end.Token)),
            .. Enumerable.Range(0, 2).Select(_ => data.ChangeAsync(name => node.App.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", name)], Token), end.Token)),
        ]);
        for (var i = 0; i < 6; i++)
        {
            var (reads, runs) = (data.Reads, data.Runs);
            await node.UseAsync(i % 2 == 0 ? other : one);
            await Eventually.Async(() => data.Reads > reads + 100 && data.Reads - reads > data.Runs - runs, Deadline, "the cache is of use again", Token);
        }

        await end.CancelAsync();
        await load;

        Assert.Empty(data.Violations);
        Assert.True(data.Changes > 10, $"only {data.Changes} changes");
    }

    private async Task<SwitchedNode> StartAsync(string backend, VersionedData? data = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["common:cache:backend"] = backend,
            ["common:cache:operation_timeout_milliseconds"] = "250",
            ["common:cache:circuit_breaker:timeout_seconds"] = "60",
        }).Build();
        var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/x", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", vary: ["namespace"]);
                app.MapGet("/gated", (CancellationToken aborted) => _gated.RunAsync(aborted)).CacheAnalytics("gated");
                if (data is not null)
                {
                    app.MapGet("/data", data.ReadAsync).CacheAnalytics("data", vary: ["namespace"]);
                }
            },
            services: services => services.AddSingleton<ICacheBackendProvider>(_shared),
            logs: _logs,
            configuration: configuration);
        return new SwitchedNode(app, configuration);
    }

    private sealed class SwitchedNode(TestApp app, IConfigurationRoot configuration) : IAsyncDisposable
    {
        public TestApp App => app;

        public Task<string> GetAsync(string url) => app.Client.GetStringAsync(url, Token);

        public void Set(string key, string value)
        {
            configuration[$"common:cache:{key}"] = value;
            configuration.Reload();
        }

        /// <summary>Changes the back end, and waits until the node is attached to it with an empty journal.</summary>
        public async Task UseAsync(string backend)
        {
            Set("backend", backend);
            await Eventually.Async(
                () => app.Services.GetRequiredService<BackendSwitch>().Current.Name == backend
                    && app.Services.GetRequiredService<EvictionFollower>().IsAttached
                    && app.Services.GetRequiredService<EvictionJournal>().Count == 0,
                Deadline,
                $"{backend} is in force",
                Token);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    /// <summary>Makes back ends in this process that several nodes share, by name.</summary>
    private sealed class SharedBackends : ICacheBackendProvider
    {
        private int _disposed;

        public Dictionary<string, BreakableLog> Logs { get; } = new() { ["redis"] = new(), ["valkey"] = new(), ["dragonfly"] = new() };

        public Dictionary<string, SharedTier> Tiers { get; } = new() { ["redis"] = new(), ["valkey"] = new() };

        public int Disposed => _disposed;

        public bool Supports(string name) => Logs.ContainsKey(name);

        public CacheBackend Create(CacheBackendRequest request) =>
            new(request.Name, Logs[request.Name], Tiers.TryGetValue(request.Name, out var tier) ? tier : new HungTier()) { Owner = new Closing(this) };

        private sealed class Closing(SharedBackends backends) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                Interlocked.Increment(ref backends._disposed);
                return default;
            }
        }
    }

    /// <summary>A shared log in this process that can be out of reach.</summary>
    private sealed class BreakableLog : IEvictionLog
    {
        private readonly InMemoryEvictionLog _inner = new(TimeProvider.System, TimeSpan.FromHours(2));

        public event Action<EvictionRecord>? Appended
        {
            add => _inner.Appended += value;
            remove => _inner.Appended -= value;
        }

        public event Action? Interrupted
        {
            add => _inner.Interrupted += value;
            remove => _inner.Interrupted -= value;
        }

        public bool IsBroken { get; set; }

        public async ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return IsBroken ? throw new IOException("Out of reach.") : await _inner.AppendAsync(tags, generation, known, cancellationToken);
        }

        public async ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return IsBroken ? throw new IOException("Out of reach.") : await _inner.ReadSinceAsync(cursor, cancellationToken);
        }
    }
}
