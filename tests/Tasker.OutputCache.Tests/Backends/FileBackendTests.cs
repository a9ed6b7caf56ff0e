using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Stranger.FileBackend;
using Tasker.Caching.Engine;
using Tasker.Caching.Hosting.Backends;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Layers;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Backends;

/// <summary>Hosts that share what a stranger's back end holds.</summary>
public sealed class FileBackendTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly LayerFolder _folder = new();
    private readonly CollectingLoggerProvider _logs = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_TwoHosts_ShareEntriesAndEvictions(bool withMiddlewareOfOurs)
    {
        await using var one = await StartAsync(withMiddlewareOfOurs);
        await using var other = await StartAsync(withMiddlewareOfOurs);

        Assert.Equal("run 1", await one.Client.GetStringAsync("/x", Token));
        await Eventually.Async(() => Entries() > 0, Deadline, "the entry is written", Token);
        Assert.Equal("run 1", await other.Client.GetStringAsync("/x", Token));

        await one.Evictor.EvictAsync(["analytics"], Token);
        Assert.Equal("run 2", await one.Client.GetStringAsync("/x", Token));
        await Eventually.Async(
            async token => await other.Client.GetStringAsync("/x", token) == "run 2", Deadline, "the other host has read the log", Token);
    }

    [Fact]
    public async Task Evict_OnlyTheLogIsThere_OtherHostsHearOfIt()
    {
        await using var one = await StartAsync(withMiddlewareOfOurs: true, backend: "memory", log: "shared-folder");
        await using var other = await StartAsync(withMiddlewareOfOurs: true, backend: "memory", log: "shared-folder");
        Assert.Equal("run 1", await one.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 2", await other.Client.GetStringAsync("/x", Token));

        await one.Evictor.EvictAsync(["analytics"], Token);

        await Eventually.Async(
            async token => await other.Client.GetStringAsync("/x", token) == "run 3", Deadline, "the other host has read the log", Token);
    }

    [Fact]
    public async Task Start_ItsSectionCanNotBeUsed_FallsBackToMemoryAndSaysWhere()
    {
        _folder.WriteBase("[common.cache]\nbackend = 'files'\n[common.cache.files]\ndirectory = '/dev/null/x'");
        await using var app = await TestApp.StartAsync(
            MapX, services: static services => new Adding(services).Files(null), logs: _logs, configuration: _folder.Configure());

        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));

        var entry = Assert.Single(_logs.Entries, static entry => entry.EventId.Name == "BackendRefused");
        Assert.Contains("The back end 'files' can't be used", entry.Message, StringComparison.Ordinal);
        Assert.Contains("config/tasker/base/common.toml:4: common.cache.files.directory is no directory", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_ItsSectionChanges_AnotherOneTakesItsPlaceAndTheOldIsDisposedOf()
    {
        WriteDirectory("one");
        await using var app = await TestApp.StartAsync(MapX, services: static services => new Adding(services).Files(null), logs: _logs, configuration: _folder.Configure(reloads: true));
        var first = app.Services.GetRequiredService<BackendSwitch>().Current;

        WriteDirectory("two");

        await Eventually.Async(() => app.Services.GetRequiredService<BackendSwitch>().Current != first, Deadline, "another back end is in force", Token);
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "two")));
        await Eventually.Async(_ => IsDisposedOf(first), Deadline, "the old one is disposed of", Token);
    }

    private static async Task<bool> IsDisposedOf(CacheBackend backend)
    {
        try
        {
            await backend.Log.ReadSinceAsync(default, Token);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    [Fact]
    public async Task Stop_Host_DisposesOfIt()
    {
        var app = await StartAsync(withMiddlewareOfOurs: false);
        var backend = app.Services.GetRequiredService<CacheBackend>();

        await app.DisposeAsync();

        Assert.True(await IsDisposedOf(backend));
    }

    [Fact]
    public void Documentation_ItsTable_HasEveryKey()
    {
        var expected =
            """
            | key | default | allowed | effect |
            | --- | --- | --- | --- |
            | `directory` | cache-files | the path of a directory | The directory that all instances see. |
            | `poll_interval_milliseconds` | 100ms | a duration from 10ms to 1m | How often the log is looked at. |
            | `max_entries` | no limit | an integer from 1 to 1000000 | How many entries are kept at most. |
            | `read_only` | false | true or false | Whether entries are read and never written. |
            | `password` | none | any text | The password of the share. |

            """;

        Assert.Equal(expected.ReplaceLineEndings("\n"), ConfigurationPage.Render(FileBackendDescription.Create().ToSection().Table));
    }

    // Our own back ends stand on what a stranger's stands on.
    [Fact]
    public void Internals_OfTheCore_AreShownToTestsOnly()
    {
        var friends = typeof(CacheBackend).Assembly.GetCustomAttributes(typeof(InternalsVisibleToAttribute), inherit: false)
            .Cast<InternalsVisibleToAttribute>().Select(static friend => friend.AssemblyName).ToList();

        Assert.NotEmpty(friends);
        Assert.All(friends, static name => Assert.Matches(@"\.(Tests|TestUtilities|Benchmarks|Simulation)$", name));
    }

    private void WriteDirectory(string name) =>
        _folder.WriteBase($"[common.cache]\nbackend = 'files'\n[common.cache.files]\ndirectory = '{_folder.Path}/{name}'");

    private int Entries() => Directory.EnumerateFiles(Path.Combine(_folder.Path, "shared"), "*", SearchOption.AllDirectories)
        .Count(static path => path.Contains("/entries/", StringComparison.Ordinal));

    private async Task<TestApp> StartAsync(bool withMiddlewareOfOurs, string backend = "files", string log = "backend")
    {
        var app = await TestApp.StartAsync(
            MapX,
            options =>
            {
                options.Backend = backend;
                options.Evictions.Log = log;
                options.OperationTimeout = TimeSpan.FromSeconds(10);
                options.Evictions.StalenessBound = TimeSpan.FromSeconds(30);
            },
            services => new Adding(services).Files(Path.Combine(_folder.Path, "shared")),
            pipeline: withMiddlewareOfOurs ? static app => app.UseTaskerOutputCache() : null);
        await Eventually.Async(() => app.Services.GetRequiredService<EvictionFollower>().IsAttached, Deadline, "the node is attached", Token);
        return app;
    }

    private void MapX(WebApplication app) => app.MapGet("/x", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x");

    /// <summary>Registers the back end where a test has the services only.</summary>
    private sealed class Adding(IServiceCollection services)
    {
        public void Files(string? directory) => services.AddCacheBackend<FileBackendOptions, FileBackendProvider>(
            FileBackendDescription.Create(), directory is null ? null : options => options.Directory = directory);
    }
}
