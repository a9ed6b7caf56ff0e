using Npgsql;
using Tasker.Caching.PostgreSql.Log;

namespace Tasker.Caching.PostgreSql.Tests.Log;

/// <summary>Transactions that end in every way and order, read by a node.</summary>
public sealed class PostgresEvictionLogTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private PostgresBackend? _backend;
    private EvictionCursor _at;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEvictionLog Log => _backend!.Backend.Log;

    public async ValueTask InitializeAsync()
    {
        _backend = PostgresTest.Open(postgres.Server, _schema);
        (_at, _, _) = await Log.ReadAsync();
    }

    public ValueTask DisposeAsync() => _backend!.DisposeAsync();

    private async Task<string[]> ReadAsync()
    {
        var (next, evictions, _) = await Log.ReadAsync(_at);
        _at = next;
        return [.. evictions.Select(static eviction => eviction.Tag).Order(StringComparer.Ordinal)];
    }

    private async Task<NpgsqlTransaction> BeginAsync(string? evicts = null)
    {
        var connection = await postgres.Source.OpenConnectionAsync(Token);
        var transaction = await connection.BeginTransactionAsync(Token);
        if (evicts is not null)
        {
            await EvictAsync(transaction, evicts);
        }

        return transaction;
    }

    private Task EvictAsync(NpgsqlTransaction transaction, string tag) => transaction.ExecuteAsync($"SELECT {_schema}.evict('{tag}')");

    private static async Task EndAsync(NpgsqlTransaction transaction, bool commits)
    {
        var connection = transaction.Connection!;
        await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Read_CommittedInReverseOrderOfIds_ReturnsEachOnce()
    {
        var first = await BeginAsync("first");
        var second = await BeginAsync("second");
        await EndAsync(second, commits: true);

        Assert.Equal(["second"], await ReadAsync());
        Assert.Empty(await ReadAsync());

        await EndAsync(first, commits: true);
        Assert.Equal(["first"], await ReadAsync());
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Read_OneIsOpen_HoldsTheHorizonBelowIt()
    {
        var open = await BeginAsync("open");
        var committed = await Log.AppendAsync(["later"], null, 0, Token);

        var held = await Log.ReadSinceAsync(_at, Token);
        await EndAsync(open, commits: true);
        var free = await Log.ReadSinceAsync(_at, Token);

        Assert.True(held.Head < committed.Sequence - 1);
        Assert.True(free.Head >= committed.Sequence);
    }

    [Fact]
    public async Task Read_RolledBack_HasNothing()
    {
        await EndAsync(await BeginAsync("gone"), commits: false);

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Read_Savepoints_HasWhatWasNotRolledBack()
    {
        var transaction = await BeginAsync("kept");
        await transaction.SaveAsync("s", Token);
        await EvictAsync(transaction, "gone");
        await transaction.RollbackAsync("s", Token);
        await transaction.SaveAsync("s2", Token);
        await EvictAsync(transaction, "kept too");
        await transaction.ReleaseAsync("s2", Token);
        await EndAsync(transaction, commits: true);

        var page = await Log.ReadSinceAsync(_at, Token);

        Assert.Equal(["kept", "kept too"], page.Evictions.Select(static eviction => eviction.Tag).Order(StringComparer.Ordinal));

        // One transaction, whatever subtransaction wrote the row.
        Assert.Single(page.Evictions.Select(static eviction => eviction.Sequence).Distinct());
    }

    [Fact]
    public async Task Read_SerializationFailure_HasTheOneThatCommitted()
    {
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int PRIMARY KEY, n int); INSERT INTO {_schema}.rows VALUES (1, 0)");
        await ReadAsync();
        var first = await BeginAsync();
        var second = await BeginAsync();
        foreach (var (transaction, tag) in new[] { (first, "first"), (second, "second") })
        {
            await transaction.ExecuteAsync("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            await transaction.ExecuteAsync($"SELECT sum(n) FROM {_schema}.rows");
            await EvictAsync(transaction, tag);
        }

        await first.ExecuteAsync($"UPDATE {_schema}.rows SET n = 1");
        await EndAsync(first, commits: true);
        await Assert.ThrowsAsync<PostgresException>(() => second.ExecuteAsync($"UPDATE {_schema}.rows SET n = 2"));
        await EndAsync(second, commits: false);

        Assert.Equal(["first"], await ReadAsync());
    }

    [Fact]
    public async Task Append_TwoTransactionsOfOneTag_DoNotWaitForEachOther()
    {
        var first = await BeginAsync("same");
        var second = await BeginAsync("same");

        await EndAsync(second, commits: true);
        Assert.Equal(["same"], await ReadAsync());
        await EndAsync(first, commits: true);

        // Known already by a higher id, and yet it is news.
        Assert.Equal(["same"], await ReadAsync());
    }

    [Fact]
    public async Task Read_OwnAppend_IsNotReadOnceMore()
    {
        await Log.AppendAsync(["own"], _at.Generation, _at.Known, Token);
        var other = PostgresTest.Open(postgres.Server, _schema);
        await using var _ = other;
        await other.Backend.Log.AppendAsync(["other"], null, 0, Token);

        Assert.Equal(["other"], await ReadAsync());
    }

    [Fact]
    public async Task Read_TruncatedLog_BeginsAnotherGeneration()
    {
        await postgres.Source.ExecuteAsync($"TRUNCATE {_schema}.evictions");

        var page = await Log.ReadSinceAsync(_at, Token);

        Assert.NotEqual(_at.Generation, page.Generation);
        Assert.Equal(MarkerReason.NewLog, page.Raised);
    }

    [Fact]
    public async Task Read_SchemaDropped_BeginsAnotherGeneration()
    {
        await postgres.Source.ExecuteAsync($"DROP SCHEMA {_schema} CASCADE");

        // The schema was made a moment ago, but not by this back end.
        var other = PostgresTest.Open(postgres.Server, _schema);
        await using var _ = other;
        var page = await other.Backend.Log.ReadSinceAsync(_at, Token);

        Assert.NotEqual(_at.Generation, page.Generation);
    }

    // As a dump from elsewhere brings: rows and a generation of another cluster, with ids that are not given out here yet.
    [Fact]
    public async Task Read_RestoredFromAnotherCluster_BeginsAnotherGenerationWithoutItsIds()
    {
        await postgres.Source.ExecuteAsync($"UPDATE {_schema}.generation SET identity = '7:' || identity; INSERT INTO {_schema}.evictions VALUES (900000000000, 'elsewhere'); UPDATE {_schema}.state SET floor = 900000000000");

        var page = await Log.ReadSinceAsync(_at, Token);

        Assert.NotEqual(_at.Generation, page.Generation);
        Assert.Empty(page.Evictions);
        Assert.True(page.Marker < 900000000000);
        await Log.AppendAsync(["a"], null, 0, Token);
        Assert.Equal(["a"], (await Log.ReadAsync()).Evictions.Select(static eviction => eviction.Tag));
    }

    [Fact]
    public async Task Read_NodeKnowsAnIdThatWasNotGivenOut_BeginsAnotherGeneration()
    {
        var page = await Log.ReadSinceAsync(_at with { Known = 900000000000 }, Token);

        Assert.NotEqual(_at.Generation, page.Generation);
        Assert.Equal(MarkerReason.LogRolledBack, page.Raised);
    }

    [Fact]
    public async Task Append_NoGeneration_ReturnsNoneAndBeginsNone()
    {
        await postgres.Source.ExecuteAsync($"DELETE FROM {_schema}.generation");

        var record = await Log.AppendAsync(["a"], _at.Generation, _at.Known, Token);

        Assert.Empty(record.Generation);
        Assert.Equal(0, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.generation"));
        var page = await Log.ReadSinceAsync(_at, Token);
        Assert.NotEqual(_at.Generation, page.Generation);
        Assert.NotEmpty(page.Generation);
    }

    [Fact]
    public async Task Append_TagThatPostgresCannotHold_EvictsEverything()
    {
        await Log.AppendAsync(["a\0b", "\ud800x"], null, 0, Token);

        Assert.Equal(["*"], (await Log.ReadAsync()).Evictions.Select(static eviction => eviction.Tag));
    }

    [Fact]
    public async Task Keep_OlderThanTheRetention_RaisesTheFloor()
    {
        var old = await Log.AppendAsync(["old"], null, 0, Token);
        await AgeAsync("3 hours");
        await Log.AppendAsync(["new"], null, 0, Token);

        await _backend!.Janitor.KeepLogAsync(Token);

        var (_, evictions, page) = await Log.ReadAsync();
        Assert.Equal(["new"], evictions.Select(static eviction => eviction.Tag));
        Assert.Equal(old.Sequence, page.Marker);
    }

    [Fact]
    public async Task Keep_OneIsOpen_ForgetsNothingAboveIt()
    {
        var open = await BeginAsync("open");
        await Log.AppendAsync(["later"], null, 0, Token);
        await AgeAsync("3 hours");

        await _backend!.Janitor.KeepLogAsync(Token);
        await EndAsync(open, commits: true);

        Assert.Equal(["later", "open"], (await Log.ReadAsync()).Evictions.Select(static eviction => eviction.Tag).Order(StringComparer.Ordinal));
    }

    // The janitor drops an eviction that a node has yet to read, for a newer one that it has read: it is told to take all for void.
    [Fact]
    public async Task Keep_CompactedWhatANodeHasYetToRead_IsEverythingToThatNode()
    {
        var older = await BeginAsync("same");
        await postgres.Source.ExecuteAsync($"SELECT {_schema}.evict('same')");
        Assert.Equal(["same"], await ReadAsync());
        await EndAsync(older, commits: true);
        await FillAsync(1000);
        await AgeAsync("2 minutes");

        await _backend!.Janitor.KeepLogAsync(Token);

        Assert.Contains("*", await ReadAsync());
        Assert.DoesNotContain("*", await ReadAsync());
        Assert.Equal(1, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.evictions WHERE tag = 'same'"));
    }

    private Task FillAsync(int count) => postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.evictions (tag) SELECT 'filler' || i FROM generate_series(1, {count}) AS i");

    // What the janitor would have noted so long ago.
    private Task AgeAsync(string ago) => postgres.Source.ExecuteAsync(
        $"DELETE FROM {_schema}.ages; INSERT INTO {_schema}.ages SELECT clock_timestamp() - interval '{ago}', pg_snapshot_xmin(pg_current_snapshot())::text::bigint");

    [Fact]
    public async Task Keep_TwoAtOnce_OneDoesTheWork()
    {
        var connection = await postgres.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock(hashtextextended('{_schema}.state', 0))");
        await postgres.Source.ExecuteAsync($"DELETE FROM {_schema}.ages");

        await _backend!.Janitor.KeepLogAsync(Token);

        Assert.Equal(0, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.ages"));
        await transaction.RollbackAsync(Token);
        await connection.DisposeAsync();
        await _backend.Janitor.KeepLogAsync(Token);
        Assert.Equal(1, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.ages"));
    }

    // Whatever the log holds, a node reads what is new by the index.
    [Fact]
    public async Task Read_FullLog_UsesTheIndex()
    {
        await FillAsync(20_000);
        await postgres.Source.ExecuteAsync($"ANALYZE {_schema}.evictions");
        var snapshot = LogSnapshot.Parse(await postgres.Source.ScalarAsync<string>("SELECT pg_current_snapshot()::text"));
        await using var command = postgres.Source.CreateCommand($"EXPLAIN (ANALYZE, FORMAT TEXT) {new LogReading(_backend!.Database, 100).Poll}");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _at.Generation! });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = 100 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.Xmax });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [snapshot.Xmin - 1] });

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, static line => line.Contains("evictions_xid", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, static line => line.Contains("Seq Scan on evictions", StringComparison.Ordinal) && !line.Contains("never executed", StringComparison.Ordinal));
    }
}
