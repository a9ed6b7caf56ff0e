using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Layers;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>What is changed while the host runs is in force without a restart.</summary>
public sealed class ReloadTests : IDisposable
{
    private const int Broken = 901;
    private const int Reloaded = 902;
    private const int Mended = 907;
    private const int Mistake = 6;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly CollectingLoggerProvider _logs = new();
    private readonly LayerFolder _folder = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Reload_SettingsOfEveryKind_AreInForce()
    {
        _folder.WriteBase("[common.cache]\nanalytics_ttl_seconds = 60");
        await using var app = await StartAsync();
        var resources = app.Services.GetRequiredService<ResourceCatalog>();
        Assert.Equal(60, resources.Get("analytics").Ttl.TotalSeconds);

        _folder.WriteBase(
            """
            [common.cache]
            analytics_ttl_seconds = 30
            max_body_bytes = 1000
            operation_timeout_milliseconds = 300
            max_wait_seconds = 20

            [common.cache.resources.analytics]
            stale_while_revalidate_seconds = 7
            consistency = "strict"

            [common.cache.resources.sales]
            ttl_seconds = 5

            [common.cache.memory]
            max_capacity = 3

            [common.cache.evictions]
            catch_up_interval_milliseconds = 500
            staleness_bound_milliseconds = 700

            [common.cache.circuit_breaker]
            failure_threshold = 9
            """);

        var entry = await _logs.WaitForAsync(Reloaded, Deadline, Token);
        Assert.Contains("resources.analytics.ttl_seconds: 1m -> 30s", entry.Message, StringComparison.Ordinal);
        Assert.Contains("circuit_breaker.failure_threshold: 5 -> 9", entry.Message, StringComparison.Ordinal);
        Assert.Contains("resources.sales.ttl_seconds: 60s for analytics, 1h for templates, default_ttl for others -> 5s", entry.Message, StringComparison.Ordinal);
        Assert.Equal((30, 7, true), (resources.Get("analytics").Ttl.TotalSeconds, resources.Get("analytics").StaleWhileRevalidate.TotalSeconds, resources.Get("analytics").IsStrict));
        Assert.Equal(5, resources.Get("sales").Ttl.TotalSeconds);
        var settings = app.Settings.Current;
        Assert.Equal((500, 700, 300), (settings.CatchUpInterval.TotalMilliseconds, settings.StalenessBound.TotalMilliseconds, settings.OperationTimeout.TotalMilliseconds));
        Assert.Equal((20, 9), (settings.MaxWait.TotalSeconds, settings.CircuitFailureThreshold));
        Assert.Equal(1000, app.Services.GetRequiredService<IOptions<OutputCacheOptions>>().Value.MaximumBodySize);

        for (var i = 0; i < 10; i++)
        {
            await app.Client.GetStringAsync($"/x?namespace={i}", Token);
        }

        Assert.InRange(app.Services.GetRequiredService<NearTier>().Count, 1, 3);
    }

    [Fact]
    public async Task Reload_CacheIsSwitchedOffAndOn_EvictionsMeanwhileCount()
    {
        _folder.WriteBase("[common.cache]\nenabled = true");
        await using var app = await StartAsync();
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));

        _folder.WriteBase("[common.cache]\nenabled = false");
        await WaitForAsync(app, static options => !options.Enabled);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 3", await app.Client.GetStringAsync("/x", Token));
        await app.Evictor.EvictAsync(["analytics"], Token);

        _folder.WriteBase("[common.cache]\nenabled = true");
        await WaitForAsync(app, static options => options.Enabled);
        Assert.Equal("run 4", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 4", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Reload_FileIsBroken_KeepsTheLastGoodStateAndSaysSoOnce()
    {
        _folder.WriteBase("[common.cache]\ndefault_ttl_seconds = 61");
        await using var app = await StartAsync();

        _folder.WriteBase("[common.cache]\ndefault_ttl_seconds = 62s");
        var entry = await _logs.WaitForAsync(Broken, Deadline, Token);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.Contains("config/tasker/base/common.toml:2:", entry.Message, StringComparison.Ordinal);
        Assert.Equal(61, app.Services.GetRequiredService<ResourceCatalog>().Options.DefaultTtl.TotalSeconds);

        // Another file changes: the mistake is not told again, and what is good elsewhere counts.
        _folder.WriteEnvironment("[common.cache]\nmax_wait_seconds = 5");
        await WaitForAsync(app, static options => options.MaxWait.TotalSeconds == 5);
        Assert.Equal(61, app.Services.GetRequiredService<ResourceCatalog>().Options.DefaultTtl.TotalSeconds);

        _folder.WriteBase("[common.cache]\ndefault_ttl_seconds = 63");
        await WaitForAsync(app, static options => options.DefaultTtl.TotalSeconds == 63);
        await _logs.WaitForAsync(Mended, Deadline, Token);
        Assert.Single(_logs.Entries, static e => e.EventId.Id == Broken);
    }

    [Fact]
    public async Task Reload_ValueIsNotAllowed_WhatWasInForceStays()
    {
        _folder.WriteBase("[common.cache]\ndefault_ttl_seconds = 61\nkey_prefix = 'a'\n[common.cache.resources.sales]\nstatuses = [200, 404]");
        await using var app = await StartAsync();

        _folder.WriteBase("[common.cache]\ndefault_ttl_seconds = -1\nkey_prefix = ' '\nmax_wait_seconds = 7\n[common.cache.resources.sales]\nstatuses = [206]");
        await WaitForAsync(app, static options => options.MaxWait.TotalSeconds == 7);

        var options = app.Services.GetRequiredService<ResourceCatalog>().Options;
        Assert.Equal((61, "a"), (options.DefaultTtl.TotalSeconds, options.KeyPrefix));
        Assert.Equal([200, 404], options.Resources["sales"].Statuses);
        await _logs.WaitForAsync(Mistake, Deadline, Token);
        Assert.Contains(_logs.Entries, static e => e.EventId.Id == Mistake && e.Message.Contains("common.toml:2: common.cache.default_ttl_seconds = '-1' is not allowed; 61s is used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_MistakeIsThereFromTheStart_IsNotToldAgain()
    {
        _folder.WriteBase("[common.cache]\ncolour = 'red'");
        await using var app = await StartAsync();

        _folder.WriteEnvironment("[common.cache]\nmax_wait_seconds = 5\nshape = 'round'");
        await Eventually.Async(() => Mistakes().Any(static line => line.Contains("shape", StringComparison.Ordinal)), Deadline, "the new mistake is told", Token);

        Assert.Equal(5, app.Services.GetRequiredService<ResourceCatalog>().Options.MaxWait.TotalSeconds);
        Assert.Single(Mistakes(), static line => line.Contains("colour", StringComparison.Ordinal));

        string[] Mistakes() => [.. _logs.Entries.Where(static line => line.EventId.Id == Mistake).Select(static line => line.Message)];
    }

    [Fact]
    public async Task Reload_JsonIsBroken_KeepsTheLastGoodStateAndSaysSo()
    {
        _folder.Write("appsettings.json", """{ "common": { "cache": { "max_wait_seconds": 9 } } }""");
        await using var app = await StartAsync();
        Assert.Equal(9, app.Services.GetRequiredService<ResourceCatalog>().Options.MaxWait.TotalSeconds);

        _folder.Write("appsettings.json", "{ \"common\": \n { ");
        var entry = await _logs.WaitForAsync(Broken, Deadline, Token);
        Assert.Contains("appsettings.json:2:", entry.Message, StringComparison.Ordinal);
        Assert.Equal(9, app.Services.GetRequiredService<ResourceCatalog>().Options.MaxWait.TotalSeconds);

        _folder.Write("appsettings.json", """{ "common": { "cache": { "max_wait_seconds": 8 } } }""");
        await WaitForAsync(app, static options => options.MaxWait.TotalSeconds == 8);
    }

    [Fact]
    public async Task Reload_NothingOfOursHasChanged_NothingIsSaid()
    {
        _folder.WriteBase("[common.cache]\nmax_wait_seconds = 9");
        await using var app = await StartAsync();

        _folder.WriteBase("# Another comment.\n[common.cache]\nmax_wait = '9s'\n[other]\nx = 1");
        await Eventually.Async(() => app.Services.GetRequiredService<IConfiguration>()["other:x"] == "1", Deadline, "the file is read", Token);
        _folder.WriteBase("[common.cache]\nmax_wait_seconds = 10");
        await WaitForAsync(app, static options => options.MaxWait.TotalSeconds == 10);

        await _logs.WaitForAsync(Reloaded, Deadline, Token);
        Assert.Equal("The configuration of the cache has changed: max_wait_seconds: 9s -> 10s.", Assert.Single(_logs.Entries, static e => e.EventId.Id == Reloaded).Message);
    }

    [Fact]
    public async Task Start_MistakesAndStrict_IsRefusedWithAllOfThem()
    {
        _folder.WriteBase("[common.cache]\nvalidate_on_start = 'strict'\nbackend = 'mysql'\ncolour = 'red'");

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);

        Assert.Equal(2, refusal.Failures.Count());
        Assert.Contains("common.toml:3: common.cache.backend = 'mysql'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("common.toml:4: common.cache.colour", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[common.cache")]
    [InlineData("[common.cache]\nbackend = 'redis'\nvalidate_on_start = 'strict'")]
    public async Task Start_FileOrBackendCannotBeUsed_StrictRefusesAndOtherwiseTheHostServes(string toml)
    {
        _folder.WriteBase(toml);
        if (toml.Contains("strict", StringComparison.Ordinal))
        {
            await Assert.ThrowsAsync<OptionsValidationException>(StartAsync);
            return;
        }

        await using var app = await StartAsync();
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Contains(_logs.Entries, static e => e.EventId.Id == Broken);
    }

    private Task WaitForAsync(TestApp app, Func<TaskerCachingOptions, bool> condition) =>
        Eventually.Async(() => condition(app.Services.GetRequiredService<ResourceCatalog>().Options), Deadline, "the change is in force", Token);

    private Task<TestApp> StartAsync()
    {
        var configuration = _folder.Configure(reloads: true);
        return TestApp.StartAsync(
            app => app.MapGet("/x", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", vary: ["namespace"]),
            services: services => services.AddSingleton<IConfiguration>(configuration),
            logs: _logs,
            configuration: configuration);
    }
}
