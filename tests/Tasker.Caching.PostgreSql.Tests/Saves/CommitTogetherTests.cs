using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Saves;

/// <summary>The eviction of a save and its commit are one round trip, with the log in the database and with the outbox.</summary>
public sealed class CommitTogetherTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private readonly CollectingLoggerProvider _logs = new();
    private ILoggerFactory? _loggers;
    private NpgsqlDataSource? _source;
    private RedisServer? _redis;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Npgsql says so where its own method commits.
    private int CommitsOnTheirOwn => _logs.Entries.Count(static entry => entry.Message.StartsWith("Committed transaction", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs));
        _source = new NpgsqlDataSourceBuilder(postgres.Server.ConnectionString).UseLoggerFactory(_loggers).Build();
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int GENERATED ALWAYS AS IDENTITY (START WITH 41) PRIMARY KEY, name text UNIQUE DEFERRABLE INITIALLY DEFERRED); CREATE TABLE {_schema}.notes (note text)");
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _source!.DisposeAsync();
        _loggers!.Dispose();
        _logs.Dispose();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private async Task<IServiceScope> StartAsync(bool hasOutbox = false, IInterceptor? interceptor = null)
    {
        _redis = hasOutbox ? await RedisServer.StartNewAsync(cancellationToken: Token) : null;
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = hasOutbox ? "redis" : "memory",
            ["common:cache:redis:url"] = _redis?.Url ?? "redis://127.0.0.1:1",
            ["common:cache:evictions:log"] = hasOutbox ? "redis" : "postgres",
            ["common:cache:postgres:outbox"] = hasOutbox ? "true" : "false",
            ["common:cache:operation_timeout_milliseconds"] = "5000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
        });
        builder.Services.AddSingleton(new SavesInTransactionTests.RowSchema(_schema));
        builder.Services.AddDbContext<SavesInTransactionTests.RowContext>(options =>
        {
            options.UseNpgsql(_source!).ReplaceService<IModelCacheKeyFactory, SavesInTransactionTests.SchemaKeys>();
            if (interceptor is not null)
            {
                options.AddInterceptors(interceptor);
            }
        });
        builder.Services.AddTaskerCaching(builder.Configuration).AddRedis().AddPostgres().EvictOnSave<SavesInTransactionTests.Row>(static row => [$"row-{row.Id}"]);
        _host = builder.Build();
        await _host.StartAsync(Token);
        return _host.Services.CreateScope();
    }

    private static async Task<SavesInTransactionTests.RowContext> SaveAsync(IServiceScope scope, string name, bool isSynchronous = false)
    {
        var context = scope.ServiceProvider.GetRequiredService<SavesInTransactionTests.RowContext>();
        context.Add(new SavesInTransactionTests.Row { Name = name });
        _ = isSynchronous ? context.SaveChanges() : await context.SaveChangesAsync(Token);
        return context;
    }

    private Task<long> CountAsync(string sql) => postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.{sql}");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Save_LogInTheDatabase_CommitsWithItsEviction(bool isSynchronous)
    {
        using var scope = await StartAsync();

        var context = await SaveAsync(scope, "a", isSynchronous);

        Assert.Equal(0, CommitsOnTheirOwn);
        Assert.Equal(1, await CountAsync($"rows r JOIN {_schema}.evictions e ON e.xid = r.xmin::text::bigint AND e.tag = 'row-41'"));

        // The context and its connection go on, and so does a transaction of the application's.
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            await SaveAsync(scope, "b");
            await SaveAsync(scope, "c");
            await transaction.CommitAsync(Token);
        }

        await SaveAsync(scope, "d");
        Assert.Equal(0, CommitsOnTheirOwn);
        Assert.Equal(4, await CountAsync("rows"));
        Assert.Equal(0, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND query LIKE '%{_schema}%'"));
    }

    [Fact]
    public async Task Save_Outbox_CommitsWithItsRow()
    {
        using var scope = await StartAsync(hasOutbox: true);

        await SaveAsync(scope, "a");

        Assert.Equal(0, CommitsOnTheirOwn);
        Assert.Equal(1, await CountAsync("rows"));
        Assert.Equal(1, await postgres.Source.ScalarAsync<long>($"SELECT last_value FROM {_schema}.outbox_id_seq WHERE is_called"));
    }

    [Fact]
    public async Task Save_CommitIsRefused_ThrowsAndEvictsNothing()
    {
        using var scope = await StartAsync();
        await SaveAsync(scope, "same");
        var evictions = await CountAsync("evictions");

        // The deferred constraint is looked at by the commit.
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => SaveAsync(scope, "same"));

        Assert.Contains("23505", thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("rows"));
        Assert.Equal(evictions, await CountAsync("evictions"));
    }

    [Fact]
    public async Task Save_AnotherInterceptorWritesBeforeTheCommit_ItsRowIsInTheTransaction()
    {
        using var scope = await StartAsync(interceptor: new NoteWriter(_schema));

        await SaveAsync(scope, "a");

        Assert.Equal(1, CommitsOnTheirOwn);
        Assert.Equal(1, await CountAsync($"rows r JOIN {_schema}.notes n ON n.xmin = r.xmin JOIN {_schema}.evictions e ON e.xid = r.xmin::text::bigint"));
    }

    private sealed class NoteWriter(string schema) : DbTransactionInterceptor
    {
        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            await ((NpgsqlTransaction)transaction).ExecuteAsync($"INSERT INTO {schema}.notes VALUES ('written')");
            return result;
        }
    }
}
