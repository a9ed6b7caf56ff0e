using System.Transactions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.OutputCache.TestUtilities.Servers;
using IsolationLevel = System.Data.IsolationLevel;

namespace Tasker.Caching.PostgreSql.Tests.Hosting;

/// <summary>Transactions that end in other ways than by a commit: evicted exactly if committed, with the log in the database and with an outbox there.</summary>
public sealed class TransactionEndTests(SharedPostgres postgres) : IAsyncLifetime
{
    private const string Held = "held";

    private readonly string _schema = PostgresTest.NewSchema();
    private RedisServer? _redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync(
            $"CREATE TABLE {_schema}.parents (id int PRIMARY KEY); CREATE TABLE {_schema}.rows (id int, parent int REFERENCES {_schema}.parents DEFERRABLE INITIALLY DEFERRED); INSERT INTO {_schema}.rows VALUES (1, NULL), (2, NULL)");
    }

    public async ValueTask DisposeAsync() => await _redis!.DisposeAsync();

    private async Task<IHost> StartAsync(bool byOutbox)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = byOutbox ? "redis" : "postgres",
            ["common:cache:key_prefix"] = "ends",
            ["common:cache:redis:url"] = _redis!.Url,
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
            ["common:cache:postgres:outbox"] = "true",
        });
        builder.Services.AddTaskerCaching(builder.Configuration).AddRedis().AddPostgres();
        var host = builder.Build();
        await host.StartAsync(Token);

        // What is written is counted, whatever becomes of the rows.
        await postgres.Source.ExecuteAsync(
            $"CREATE TABLE {_schema}.{Held} (tag text);" +
            $"CREATE FUNCTION {_schema}.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO {_schema}.{Held} SELECT {(byOutbox ? "unnest(NEW.tags)" : "NEW.tag")}; RETURN NEW; END $$;" +
            $"CREATE TRIGGER hold AFTER INSERT ON {_schema}.{(byOutbox ? "outbox" : "evictions")} FOR EACH ROW EXECUTE FUNCTION {_schema}.hold()");
        return host;
    }

    private Task<string[]> HeldAsync() => postgres.Source.ScalarAsync<string[]>($"SELECT coalesce(array_agg(tag ORDER BY tag), ARRAY[]::text[]) FROM {_schema}.{Held}");

    private async Task RunAsync(bool byOutbox, IsolationLevel isolation, Func<ICacheEvictor, NpgsqlTransaction, Task> body, params string[] expected)
    {
        using var host = await StartAsync(byOutbox);
        await using (var connection = await postgres.Source.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(isolation, Token))
        {
            await body(host.Services.GetRequiredService<ICacheEvictor>(), transaction);
        }

        // After a commit the node evicts the same tags by itself: each is counted once.
        Assert.Equal(expected, (await HeldAsync()).Distinct());
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Savepoint_RolledBack_TakesItsEvictionsAlong(bool byOutbox) => RunAsync(
        byOutbox,
        IsolationLevel.ReadCommitted,
        async (cache, transaction) =>
        {
            await cache.EvictAsync(["before"], transaction, Token);
            await transaction.SaveAsync("s", Token);
            await cache.EvictAsync(["gone"], transaction, Token);
            await transaction.RollbackAsync("s", Token);
            await transaction.SaveAsync("t", Token);
            await cache.EvictAsync(["kept"], transaction, Token);
            await transaction.ReleaseAsync("t", Token);
            await transaction.CommitAsync(Token);
        },
        "before",
        "kept");

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 7)]
    [InlineData(false, 0)]
    [InlineData(false, 7)]
    public Task DeferredConstraint_CheckedAtTheCommit_DecidesOverTheEviction(bool byOutbox, int parent) => RunAsync(
        byOutbox,
        IsolationLevel.ReadCommitted,
        async (cache, transaction) =>
        {
            await transaction.ExecuteAsync($"INSERT INTO {_schema}.rows VALUES (9, 7)");
            await transaction.ExecuteAsync($"INSERT INTO {_schema}.parents VALUES ({parent})");
            await cache.EvictAsync(["a"], transaction, Token);
            if (parent == 7)
            {
                await transaction.CommitAsync(Token);
            }
            else
            {
                Assert.Equal("23503", (await Assert.ThrowsAsync<PostgresException>(() => transaction.CommitAsync(Token))).SqlState);
            }
        },
        parent == 7 ? ["a"] : []);

    // Write skew: one of the two must fail, and its retry succeeds.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Serializable_Retried_EvictsWhatHasCommitted(bool byOutbox) => RunAsync(
        byOutbox,
        IsolationLevel.Serializable,
        async (cache, first) =>
        {
            await using var connection = await postgres.Source.OpenConnectionAsync(Token);
            await using (var second = await connection.BeginTransactionAsync(IsolationLevel.Serializable, Token))
            {
                await first.ExecuteAsync($"SELECT sum(id) FROM {_schema}.rows; UPDATE {_schema}.rows SET parent = NULL WHERE id = 1");
                await second.ExecuteAsync($"SELECT sum(id) FROM {_schema}.rows; UPDATE {_schema}.rows SET parent = NULL WHERE id = 2");
                await cache.EvictAsync(["first"], first, Token);
                await cache.EvictAsync(["failed"], second, Token);
                await first.CommitAsync(Token);
                Assert.Equal("40001", (await Assert.ThrowsAsync<PostgresException>(() => second.CommitAsync(Token))).SqlState);
            }

            await using var retry = await connection.BeginTransactionAsync(IsolationLevel.Serializable, Token);
            await retry.ExecuteAsync($"UPDATE {_schema}.rows SET parent = NULL WHERE id = 2");
            await cache.EvictAsync(["retried"], retry, Token);
            await retry.CommitAsync(Token);
        },
        "first",
        "retried");

    // A scope has no DbTransaction to hand over: the function is called on the connection that takes part.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TransactionScope_Function_EvictsIfItCompletes(bool completes)
    {
        using var host = await StartAsync(byOutbox: false);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var connection = await postgres.Source.OpenConnectionAsync(Token);
            await using var command = new NpgsqlCommand($"SELECT {_schema}.evict('a')", connection);
            await command.ExecuteNonQueryAsync(Token);
            if (completes)
            {
                scope.Complete();
            }
        }

        Assert.Equal(completes ? ["a"] : [], await HeldAsync());
        await host.StopAsync(Token);
    }
}
