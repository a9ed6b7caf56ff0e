using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Outbox;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Outbox;

/// <summary>Evictions that commit with the data although the log is in Redis.</summary>
public sealed class OutboxTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private readonly CollectingLoggerProvider _logs = new();
    private RedisServer? _redis;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICacheEvictor Evictor => _host!.Services.GetRequiredService<ICacheEvictor>();

    private EvictionView View => _host!.Services.GetRequiredService<EvictionView>();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        _host = await StartAsync("first");
        await Eventually.Async(async _ => await postgres.Source.ScalarAsync<bool>($"SELECT to_regclass('{_schema}.outbox') IS NOT NULL"), PostgresTest.Deadline, "the schema is there", Token);
    }

    private async Task<IHost> StartAsync(string prefix, bool hasOutbox = true)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "redis",
            ["common:cache:key_prefix"] = prefix,
            ["common:cache:redis:url"] = _redis!.Url,
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
            ["common:cache:postgres:outbox"] = hasOutbox ? "true" : "false",
        });
        builder.Logging.AddProvider(_logs);
        builder.Services.AddDbContext<NoteContext>(options => options.UseNpgsql(postgres.Server.ConnectionString));
        builder.Services.AddSingleton(new NoteSchema(_schema));
        builder.Services.AddTaskerCaching(builder.Configuration).AddRedis().AddPostgres().EvictOnSave<Note>(note => [CacheTag.For("notes").With("id", note.Id)]);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _redis!.DisposeAsync();
        _logs.Dispose();
    }

    private bool IsVoid(EvictionPoint stamp, string tag) =>
        View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(View, [tag])) == Verdict.Void;

    private Task<long> WaitingAsync() => postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.outbox");

    private Task RelayedAsync() => Eventually.Async(async _ => await WaitingAsync() == 0, PostgresTest.Deadline, "the outbox is relayed", Token);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Evict_InATransaction_IsInForceIfItCommits(bool commits)
    {
        PendingEvictions.BeginRequest();
        await using var connection = await postgres.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var stamp = View.Now;

        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["a"], transaction, Token));
        Assert.True(PendingEvictions.Cover(["a"]));
        Assert.False(IsVoid(stamp, "a"));
        await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));

        await Eventually.Async(() => !PendingEvictions.Cover(["a"]), PostgresTest.Deadline, "the end of the transaction is seen", Token);
        await RelayedAsync();
        Assert.Equal(commits, IsVoid(stamp, "a"));
    }

    // As psql or a process that has died leaves it.
    [Fact]
    public async Task Row_OfAnotherProcess_ReachesTheLogAndTheOtherNodes()
    {
        using var other = await StartAsync("first", hasOutbox: false);
        var view = other.Services.GetRequiredService<EvictionView>();
        var stamp = view.Now;

        await postgres.Source.ExecuteAsync($"SELECT {_schema}.put_in_outbox('first', ARRAY['a', 'b'])");

        await RelayedAsync();
        await Eventually.Async(
            () => view.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(view, ["b"])) == Verdict.Void,
            PostgresTest.Deadline, "another node has heard of it", Token);
        await other.StopAsync(Token);
    }

    [Fact]
    public async Task Row_OfAnotherDeployment_IsLeftToIt()
    {
        await postgres.Source.ExecuteAsync($"SELECT {_schema}.put_in_outbox('second', ARRAY['a']); SELECT {_schema}.put_in_outbox('first', ARRAY['a'])");

        await Eventually.Async(async _ => await WaitingAsync() == 1, PostgresTest.Deadline, "its own row is relayed", Token);

        Assert.Equal("second", await postgres.Source.ScalarAsync<string>($"SELECT deployment FROM {_schema}.outbox"));
    }

    [Fact]
    public async Task Log_OutOfReach_RowsWaitAndAreRelayedWhenItIsBack()
    {
        await _redis!.KillAsync();
        await postgres.Source.ExecuteAsync($"SELECT {_schema}.put_in_outbox('first', ARRAY['a'])");
        await Eventually.Async(() => _host!.Services.GetRequiredService<EvictionJournal>().Count > 0, PostgresTest.Deadline, "it was tried", Token);
        Assert.Equal(1, await WaitingAsync());

        await _redis.StartAsync(Token);

        await RelayedAsync();
    }

    [Fact]
    public async Task Save_OfOneStatement_HasItsRowInItsOwnTransaction()
    {
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.notes (id int PRIMARY KEY)");

        // Of a transaction that has a row, the outbox can't be emptied: what it was is seen here.
        await postgres.Source.ExecuteAsync(
            $"CREATE TABLE {_schema}.seen AS SELECT tags, 0::bigint AS xid FROM {_schema}.outbox WHERE false;" +
            $"CREATE FUNCTION {_schema}.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO {_schema}.seen VALUES (NEW.tags, pg_current_xact_id()::text::bigint); RETURN NEW; END $$;" +
            $"CREATE TRIGGER see AFTER INSERT ON {_schema}.outbox FOR EACH ROW EXECUTE FUNCTION {_schema}.see()");
        using var scope = _host!.Services.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<NoteContext>();
        context.Add(new Note { Id = 7 });

        await context.SaveChangesAsync(Token);

        Assert.Equal(
            "notes|id=7",
            await postgres.Source.ScalarAsync<string>($"SELECT s.tags[1] FROM {_schema}.seen s JOIN {_schema}.notes n ON n.xmin::text::bigint = s.xid WHERE n.id = 7"));
        await RelayedAsync();
    }

    [Fact]
    public async Task Relay_ThatDiesAfterTheAppend_LeavesTheRowToTheNext()
    {
        var relay = await DetachedOutboxAsync("mine");
        await postgres.Source.ExecuteAsync($"SELECT {_schema}.put_in_outbox('mine', ARRAY['a'])");

        await Assert.ThrowsAsync<InvalidOperationException>(() => relay.RelayAsync((_, _) => throw new InvalidOperationException("killed"), Token).AsTask());
        Assert.Equal(0, await relay.RelayAsync((_, _) => ValueTask.FromResult(false), Token));

        var appended = new List<string>();
        Assert.Equal(1, await relay.RelayAsync(Append(appended), Token));
        Assert.Equal(["a"], appended);
        Assert.Equal(0, await relay.RelayAsync(Append(appended), Token));
        await relay.DisposeAsync();
    }

    // A node that hangs in the middle keeps only its own rows.
    [Fact]
    public async Task Relay_WhileAnotherHangs_TakesTheOtherRows()
    {
        var hanging = await DetachedOutboxAsync("mine");
        var running = await DetachedOutboxAsync("mine");
        var release = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await postgres.Source.ExecuteAsync($"SELECT {_schema}.put_in_outbox('mine', ARRAY['a'])");
        var first = hanging.RelayAsync(
            async (_, _) =>
            {
                begun.SetResult();
                return await release.Task;
            },
            Token).AsTask();
        await begun.Task.WaitAsync(PostgresTest.Deadline, Token);
        await postgres.Source.ExecuteAsync($"SELECT {_schema}.put_in_outbox('mine', ARRAY['b'])");

        var appended = new List<string>();
        Assert.Equal(1, await running.RelayAsync(Append(appended), Token));
        Assert.Equal(["b"], appended);
        release.SetResult(true);
        Assert.Equal(1, await first);
        await hanging.DisposeAsync();
        await running.DisposeAsync();
    }

    [Fact]
    public async Task Evict_AnotherDatabase_ThrowsAndTheTransactionGoesOn()
    {
        await postgres.Source.ExecuteAsync($"CREATE DATABASE {_schema}");
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Database = _schema }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Evictor.EvictAsync(["a"], transaction, Token).AsTask());

        await transaction.ExecuteAsync("SELECT 1");
    }

    [Fact]
    public async Task Evict_WithoutOutbox_Throws()
    {
        using var host = await StartAsync("first", hasOutbox: false);
        await using var connection = await postgres.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["a"], transaction, Token).AsTask());
        await host.StopAsync(Token);
    }

    private static Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> Append(List<string> appended) => (tags, _) =>
    {
        appended.AddRange(tags);
        return ValueTask.FromResult(true);
    };

    private async Task<PostgresOutbox> DetachedOutboxAsync(string deployment)
    {
        var database = PostgresDatabase.Create(
            new PostgresOptions { ConnectionString = postgres.Server.ConnectionString, Schema = _schema }, mayCreate: true, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, out _);
        var outbox = new PostgresOutbox(database!, deployment, TimeSpan.FromSeconds(1), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await outbox.CountAsync(Token);
        return outbox;
    }

    public sealed class Note
    {
        public int Id { get; set; }
    }

    public sealed record NoteSchema(string Name);

    public sealed class NoteContext(DbContextOptions<NoteContext> options, NoteSchema schema) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Note>(note =>
            {
                note.ToTable("notes", schema.Name);
                note.Property(static n => n.Id).HasColumnName("id").ValueGeneratedNever();
            });
    }
}
