using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.OutputCache.TestUtilities.Servers;
using Row = Tasker.Caching.PostgreSql.Tests.Saves.SavesInTransactionTests.Row;
using RowContext = Tasker.Caching.PostgreSql.Tests.Saves.SavesInTransactionTests.RowContext;

namespace Tasker.Caching.PostgreSql.Tests.Saves;

/// <summary>What is saved in a transaction that Entity Framework does not commit itself: evictions are in it, whatever becomes of the process.</summary>
public sealed class ScopeTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private RedisServer? _redis;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private async Task StartAsync(bool hasOutbox = false)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        if (hasOutbox)
        {
            _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        }

        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = hasOutbox ? "redis" : "memory",
            ["common:cache:redis:url"] = _redis?.Url,
            ["common:cache:evictions:log"] = hasOutbox ? null : "postgres",
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
            ["common:cache:postgres:outbox"] = hasOutbox ? "true" : "false",

            // No row is relayed before the test has seen it.
            ["common:cache:postgres:poll_interval"] = hasOutbox ? "10s" : "250ms",
        });
        builder.Services.AddDbContext<RowContext>(options => options.UseNpgsql(postgres.Server.ConnectionString).ReplaceService<IModelCacheKeyFactory, SavesInTransactionTests.SchemaKeys>());
        builder.Services.AddSingleton(new SavesInTransactionTests.RowSchema(_schema));
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddRedis().AddPostgres().EvictOnSave<Row>(static row => [CacheTag.For("rows").With("name", row.Name)]);
        _host = builder.Build();
        await _host.StartAsync(Token);
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)");
    }

    private RowContext Open(out IServiceScope scope)
    {
        scope = _host!.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<RowContext>();
    }

    // The tags of the transaction that wrote the row, whatever else is evicted after it.
    private Task<string[]> TagsOfAsync(string name) => postgres.Source.ScalarAsync<string[]>(
        $"SELECT coalesce(array_agg(DISTINCT e.tag), ARRAY[]::text[]) FROM {_schema}.rows r JOIN {_schema}.evictions e ON e.xid = r.xmin::text::bigint WHERE r.name = '{name}'");

    private async Task<long> CountAsync(string table = "evictions")
    {
        // The test looks from outside of the scope.
        using var outside = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        return await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.{table}");
    }

    private static async Task SaveAsync(RowContext context, string name, bool isSynchronous = false)
    {
        context.Add(new Row { Name = name });
        _ = isSynchronous ? context.SaveChanges() : await context.SaveChangesAsync(Token);
    }

    private static TransactionScope NewScope() => new(TransactionScopeAsyncFlowOption.Enabled);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_Saves_HaveTheirEvictionsInTheirOwnTransaction(bool isSynchronous)
    {
        await StartAsync();
        var context = Open(out var services);
        using (services)
        using (var scope = NewScope())
        {
            await SaveAsync(context, "a", isSynchronous);
            await SaveAsync(context, "b", isSynchronous);
            Assert.Equal(0, await CountAsync());
            scope.Complete();
        }

        Assert.Superset(new HashSet<string>(["rows|name=a", "rows|name=b"], StringComparer.Ordinal), (await TagsOfAsync("a")).ToHashSet(StringComparer.Ordinal));
        Assert.Contains("rows|name=b", await TagsOfAsync("b"));
    }

    [Fact]
    public async Task Dispose_WithoutComplete_EvictsNothing()
    {
        await StartAsync();
        var context = Open(out var services);
        using (services)
        using (NewScope())
        {
            await SaveAsync(context, "gone");
        }

        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, await CountAsync("rows"));
    }

    [Fact]
    public async Task Complete_TwoContexts_HaveTheEvictionsOfBothInOneTransaction()
    {
        await StartAsync();
        using (var scope = NewScope())
        {
            foreach (var name in (string[])["first", "second"])
            {
                var context = Open(out var services);
                using (services)
                {
                    await SaveAsync(context, name);
                }
            }

            scope.Complete();
        }

        Assert.Contains("rows|name=second", await TagsOfAsync("first"));
        Assert.Contains("rows|name=first", await TagsOfAsync("second"));
    }

    [Fact]
    public async Task Complete_ExecuteUpdateAndNamedTags_AreInTheTransaction()
    {
        await StartAsync();
        var context = Open(out var services);
        using var own = services;
        await SaveAsync(context, "old");
        using (var scope = NewScope())
        {
            // Named before the context takes part: the connection that does is the one to write it.
            context.EvictAfter([CacheTag.For("rows").With("name", "early")]);
            await context.Set<Row>().ExecuteUpdateAsync(static update => update.SetProperty(static row => row.Name, "new"), Token);
            context.EvictAfter([CacheTag.For("rows").With("name", "late")]);
            scope.Complete();
        }

        var tags = await TagsOfAsync("new");
        Assert.Contains("rows|name=early", tags);
        Assert.Contains("rows|name=late", tags);

        // The rows are not known: EvictOnSave does not say what that evicts, so everything goes.
        Assert.Contains("*", tags);
    }

    [Fact]
    public async Task Enlist_ExplicitTransaction_HasTheEvictions()
    {
        await StartAsync();
        var context = Open(out var services);
        using var own = services;
        using (var transaction = new CommittableTransaction())
        {
            await context.Database.OpenConnectionAsync(Token);
            context.Database.EnlistTransaction(transaction);
            await SaveAsync(context, "enlisted");
            Assert.Equal(0, await CountAsync());
            transaction.Commit();
        }

        Assert.Contains("rows|name=enlisted", await TagsOfAsync("enlisted"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_PastEntityFramework_HasTheEvictions(bool commits)
    {
        await StartAsync();
        await using var connection = await postgres.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var context = Open(out var services);
        using var own = services;
        context.Database.SetDbConnection(connection);
        await context.Database.UseTransactionAsync(transaction, Token);
        await SaveAsync(context, "past");
        await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));

        // Nothing but the transaction has written so far: the cache does not know how it has ended.
        Assert.Equal(commits ? ["rows|name=*", "rows|name=past"] : [], await postgres.Source.ScalarAsync<string[]>($"SELECT coalesce(array_agg(tag ORDER BY tag COLLATE \"C\"), ARRAY[]::text[]) FROM {_schema}.evictions"));
        Assert.Equal(commits ? 1 : 0, await CountAsync("rows"));
    }

    [Fact]
    public async Task Save_EvictionCannotBeWritten_FailsAndTheScopeWithIt()
    {
        await StartAsync();
        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.evictions ADD CONSTRAINT none CHECK (false) NOT VALID");
        var context = Open(out var services);
        using (services)
        using (var scope = NewScope())
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => SaveAsync(context, "refused"));
            scope.Complete();

            // A transaction that has failed can't commit, whatever the application says.
        }

        Assert.Equal(0, await CountAsync("rows"));
        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.evictions DROP CONSTRAINT none");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Complete_LogElsewhere_RowIsInTheOutboxWithTheData(bool completes)
    {
        await StartAsync(hasOutbox: true);
        var context = Open(out var services);
        using (services)
        using (var scope = NewScope())
        {
            await SaveAsync(context, "out");
            if (completes)
            {
                scope.Complete();
            }
        }

        var rows = await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.outbox o JOIN {_schema}.rows r ON r.xmin = o.xmin WHERE o.tags @> ARRAY['rows|name=out']");
        Assert.Equal(completes ? 1 : 0, rows);
    }
}
