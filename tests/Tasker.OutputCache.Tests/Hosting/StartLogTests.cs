using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Tests.Http;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>What a start says: what is in force, and every mistake, once.</summary>
public sealed class StartLogTests : IDisposable
{
    private readonly CollectingLoggerProvider _logs = new();

    public void Dispose() => _logs.Dispose();

    private LogEntry[] Lines => [.. _logs.Entries.Where(static line => line.Category.StartsWith("Tasker.", StringComparison.Ordinal) && line.Level > LogLevel.Debug)];

    private async Task<int[]> StartAsync(Action<TaskerOutputCacheOptions>? options = null, Action<IServiceCollection>? services = null, params (string Key, string Value)[] configuration)
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
    public async Task Start_TyposInTheConfiguration_AreALineEachBeforeTheBackEnd()
    {
        var ids = await StartAsync(null, null, ("common:cache:analitics_ttl_seconds", "5"), ("common:cache:backend", "reddis"), ("common:cache:default_ttl_seconds", "soon"));

        Assert.Equal([6, 6, 6, 1], ids);
        Assert.Single(Lines, static line => line.Message.Contains("Did you mean 'analytics_ttl_seconds'?", StringComparison.Ordinal));
        Assert.Single(Lines, static line => line.Message.Contains("'reddis' is not allowed; memory is used", StringComparison.Ordinal));
        Assert.Single(Lines, static line => line.Message.Contains("'soon' is not allowed; 1m is used", StringComparison.Ordinal));
    }

    private static void UseRedis(TaskerOutputCacheOptions options)
    {
        options.Backend = "redis";
        options.Evictions.StalenessBound = TimeSpan.FromMinutes(1);
    }
}
