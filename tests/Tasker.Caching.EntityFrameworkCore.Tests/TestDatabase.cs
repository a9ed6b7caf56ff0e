using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;
using Tasker.OutputCache;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.Caching.EntityFrameworkCore.Tests;

/// <summary>A host without a web server over a database of its own, and what it evicts.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ITestServer _server;

    private TestDatabase(IHost host, ITestServer server, string connectionString, RecordingEvictor evictor, CollectingLoggerProvider logs)
    {
        _host = host;
        _server = server;
        ConnectionString = connectionString;
        Evictor = evictor;
        Logs = logs;
    }

    public string ConnectionString { get; }

    public RecordingEvictor Evictor { get; }

    public CollectingLoggerProvider Logs { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts one that evicts <c>tasks</c> by namespace and <c>states</c> by state, and whole when rows are not known.</summary>
    public static Task<TestDatabase> StartAsync(ITestServer server, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null, string connection = "") =>
        StartAsync(
            server,
            static cache => cache
                .EvictOnSave<TaskRow>(
                    static row => [CacheTag.For("tasks").With("namespace", row.Namespace).With("zone", row.Placement.Zone).With("priority", row.Window.Priority)],
                    whenRowsUnknown: [CacheTag.For("tasks")]),
            npgsql,
            connection);

    public static async Task<TestDatabase> StartAsync(
        ITestServer server, Action<TaskerOutputCacheBuilder> mappings, Action<NpgsqlDbContextOptionsBuilder>? npgsql = null, string connection = "")
    {
        var connectionString = server.NewDatabase(connection);
        var (evictor, logs) = (new RecordingEvictor(), new CollectingLoggerProvider());
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).AddFilter("Tasker", LogLevel.Debug);
        builder.Services.AddSingleton<ICacheEvictor>(evictor);
        builder.Services.AddDbContextFactory<TaskerContext>(options =>
        {
            server.Use(options, connectionString);
            if (npgsql is not null)
            {
                options.UseNpgsql(npgsql);
            }
        });
        mappings(builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build()));
        var host = builder.Build();
        await host.StartAsync();
        var database = new TestDatabase(host, server, connectionString, evictor, logs);
        await using var context = database.Open();
        await context.Database.EnsureCreatedAsync();
        database.Evictor.Take();
        return database;
    }

    public TaskerContext Open() => Services.GetRequiredService<IDbContextFactory<TaskerContext>>().CreateDbContext();

    /// <summary>Adds rows, and forgets what that evicted.</summary>
    public async Task SeedAsync(params TaskRow[] rows)
    {
        await using var context = Open();
        context.AddRange(rows);
        await context.SaveChangesAsync();
        Evictor.Take();
    }

    /// <summary>Returns the tag of a row, as it is logged.</summary>
    public static string Tag(string name, string zone = "a", int priority = 0) =>
        CacheTag.For("tasks").With("namespace", name).With("zone", zone).With("priority", priority).ToString();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _server.Release(ConnectionString);
    }
}
