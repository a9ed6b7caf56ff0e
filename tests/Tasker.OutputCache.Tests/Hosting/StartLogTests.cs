using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>What a start says: what is in force, and every mistake, once.</summary>
public sealed class StartLogTests : IDisposable
{
    private readonly CollectingLoggerProvider _logs = new();

    public void Dispose() => _logs.Dispose();

    private LogEntry[] Lines => [.. _logs.Entries.Where(static line => line.Category.StartsWith("Tasker.", StringComparison.Ordinal) && line.Level > LogLevel.Debug)];

    private async Task<int[]> StartAsync(Action<TaskerCachingOptions>? options = null, Action<IServiceCollection>? services = null, params (string Key, string Value)[] configuration)
    {
        var settings = configuration.Select(static pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value));
        await using (await TestApp.StartAsync(static _ => { }, options, services, _logs, configuration: new ConfigurationBuilder().AddInMemoryCollection(settings).Build()))
        {
            return [.. Lines.Select(static line => line.EventId.Id)];
        }
    }

    [Fact]
    public async Task Start_Memory_IsOneLine()
    {
        await StartAsync();

        Assert.Equal([1], Lines.Select(static line => line.EventId.Id));
    }

    [Fact]
    public async Task Start_Disabled_IsOneLine()
    {
        var ids = await StartAsync(static options => options.Enabled = false);

        Assert.Equal([3], ids);
    }

    [Fact]
    public async Task Start_SharedBackEndThatAnswers_IsTwoLines()
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2));

        var ids = await StartAsync(UseRedis, services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, new SharedTier())));

        Assert.Equal([2, 105], ids);
    }

    [Fact]
    public async Task Start_SharedBackEndOutOfReach_SaysWhyAndWhatIsUsedInstead()
    {
        var log = new FakeEvictionLog(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)));
        log.Reads.Shape = Breakage.Faulted;

        var ids = await StartAsync(UseRedis, services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, new SharedTier())));

        Assert.Equal([2, 4], ids);
        Assert.Contains("falling back to the in-memory cache (", Lines[1].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("it does not answer", Lines[1].Message, StringComparison.Ordinal);
        Assert.Null(Lines[1].Exception);
    }

    [Fact]
    public async Task Start_TyposInTheConfiguration_AreOneLineTogetherBeforeTheBackEnd()
    {
        var ids = await StartAsync(null, null, ("common:cache:analitics_ttl_seconds", "5"), ("common:cache:backend", "reddis"), ("common:cache:default_ttl_seconds", "soon"));

        Assert.Equal([6, 1], ids);
        Assert.StartsWith("Configuration of the cache: 3 mistakes.", Lines[0].Message, StringComparison.Ordinal);
        Assert.Single(Lines, static line => line.Message.Contains("Did you mean 'analytics_ttl_seconds'?", StringComparison.Ordinal));
        Assert.Single(Lines, static line => line.Message.Contains("'reddis' is not allowed; memory is used", StringComparison.Ordinal));
        Assert.Single(Lines, static line => line.Message.Contains("'soon' is not allowed; 1m is used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_PackageOfTheBackEndIsMissing_IsOneErrorThatNamesIt()
    {
        var ids = await StartAsync(null, null, ("common:cache:backend", "redis"));

        Assert.Equal([5, 1], ids);
        Assert.Equal(LogLevel.Error, Lines[0].Level);
        Assert.Contains("Add the package Tasker.Caching.Redis and call AddRedis().", Lines[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PackageOfTheBackEndIsMissingAndStrict_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(null, null, ("common:cache:backend", "redis"), ("common:cache:validate_on_start", "strict")));

        Assert.Contains("Tasker.Caching.Redis", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("common:cahce:backend", "common.cache")]
    [InlineData("comon:cache:default_ttl_seconds", "common.cache")]
    [InlineData("Common:Cach:redis:url", "common.cache")]
    [InlineData("orchestration:chache:enabled", "orchestration.cache")]
    [InlineData("TaskerOutputCahce:memory:max_bytes", "TaskerOutputCache")]
    [InlineData("TaskerOutput_Caches:resources:reports:ttl", "TaskerOutputCache")]
    public async Task Start_SectionIsMisspelt_IsSaidWithTheNameThatWasMeant(string key, string meant)
    {
        var ids = await StartAsync(null, null, (key, "60"));

        Assert.Equal([6, 1], ids);
        Assert.Contains($"is no section of the cache and is ignored. Did you mean '{meant}'?", Lines[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SectionIsMisspeltInOneLayer_IsSaidBesideTheRightOne()
    {
        var ids = await StartAsync(null, null, ("common:cache:default_ttl_seconds", "60"), ("common:cahce:enabled", "false"));

        Assert.Equal([6, 1], ids);
    }

    [Theory]
    [InlineData("common:caches:connection", "x")]
    [InlineData("common:cached:sizes", "x")]
    [InlineData("comon", "x")]
    [InlineData("common:cahce", "x")]
    [InlineData("commons:logging:enabled", "true")]
    [InlineData("Kestrel:cache:enabled", "true")]
    public async Task Start_SectionOfAnotherComponent_IsNotTakenForOurs(string key, string value)
    {
        var ids = await StartAsync(null, null, (key, value));

        Assert.Equal([1], ids);
    }

    [Fact]
    public async Task Start_CachedEndpoints_AreOneLineAndATableAtDebug()
    {
        await using var app = await TestApp.StartAsync(
            static app =>
            {
                app.MapGet("/v1/analytics/performance", (int? hours) => "x").CacheAnalytics("performance");
                app.MapGet("/v1/analytics/usage", (string? team) => "x").CacheAnalytics("usage", configure: static options => options.Partition = CachePartition.User);
                app.MapGet("/v1/plain", static () => "x");
            },
            logs: _logs);

        var line = Assert.Single(Lines, static line => line.EventId.Id == 211);
        Assert.Equal("Cached endpoints: 2, by resource: analytics (2). Their table is written at Debug.", line.Message);
        var table = Assert.Single(_logs.Entries, static line => line.EventId.Id == 212);
        Assert.Equal(LogLevel.Debug, table.Level);
        string[] rows = [.. table.Message.Split('\n').Skip(1).Select(static row => string.Join('|', row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))];
        Assert.Equal(
            ["resource/endpoint|fresh for|shared by|key", "analytics/performance|60s|anonymous|path, hours", "analytics/usage|60s|each user|path, team"],
            rows.Select(static row => row.Replace("1m", "60s", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_UnknownResourceInAHostWithoutToml_NamesASectionAndNoTable()
    {
        await using var app = await TestApp.StartAsync(
            static app => app.MapGet("/reports", static () => "x").CacheResource("reports"),
            logs: _logs,
            configuration: new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("TaskerOutputCache:Enabled", (string?)"true")]).Build());

        var line = Assert.Single(Lines, static line => line.EventId.Id == 201);
        Assert.Contains("Add the section TaskerOutputCache:resources:reports, or correct the name.", line.Message, StringComparison.Ordinal);
    }

    private static void UseRedis(TaskerCachingOptions options)
    {
        options.Backend = "redis";
        options.Evictions.StalenessBound = TimeSpan.FromMinutes(1);
    }
}
