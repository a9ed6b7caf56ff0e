using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.PostgreSql.Tests.Hosting;

/// <summary><c>cache.EvictAsync(tags, transaction)</c> in a host.</summary>
public sealed class TransactionalEvictionTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICacheEvictor Evictor => _host!.Services.GetRequiredService<ICacheEvictor>();

    private EvictionView View => _host!.Services.GetRequiredService<EvictionView>();

    public async ValueTask InitializeAsync() => _host = await StartAsync("postgres");

    private async Task<IHost> StartAsync(string backend)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = backend,
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
        });
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddPostgres();
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private bool IsVoid(EvictionPoint stamp, string tag) =>
        View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(View, [tag])) == Verdict.Void;

    private async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync()
    {
        var connection = await postgres.Source.OpenConnectionAsync(Token);
        return (connection, await connection.BeginTransactionAsync(Token));
    }

    [Fact]
    public async Task Evict_TransactionCommits_IsInForceWithIt()
    {
        var (connection, transaction) = await BeginAsync();
        await using var _ = connection;
        var stamp = View.Now;

        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["a"], transaction, Token));
        Assert.Equal(0, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.evictions"));
        Assert.False(IsVoid(stamp, "a"));
        await transaction.CommitAsync(Token);

        Assert.Equal(1, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.evictions"));
        await Eventually.Async(() => IsVoid(stamp, "a"), PostgresTest.Deadline, "the eviction is in force", Token);
    }

    [Fact]
    public async Task Evict_TransactionRollsBack_IsNone()
    {
        var (connection, transaction) = await BeginAsync();
        await using var _ = connection;
        var stamp = View.Now;
        await Evictor.EvictAsync(["a"], transaction, Token);
        await transaction.RollbackAsync(Token);

        await Evictor.EvictAsync(["later"], Token);
        await _host!.Services.GetRequiredService<EvictionFollower>().CatchUpAsync();

        Assert.True(IsVoid(stamp, "later"));
        Assert.False(IsVoid(stamp, "a"));
    }

    // What asynchronous methods set of a flow is lost on their return: as in a request, it is begun here.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Evict_UntilTheEndIsSeen_TheRequestNeitherReadsNorFills(bool commits)
    {
        PendingEvictions.BeginRequest();
        var (connection, transaction) = await BeginAsync();
        await using var _ = connection;
        var stamp = View.Now;

        await Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], transaction, Token);
        Assert.True(PendingEvictions.Cover(["analytics|"]));
        Assert.False(PendingEvictions.Cover(["other"]));
        await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));

        await Eventually.Async(() => !PendingEvictions.Cover(["analytics|"]), PostgresTest.Deadline, "the end of the transaction is seen", Token);
        Assert.Equal(commits, IsVoid(stamp, "analytics|"));
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

        // With a log of its own there, of the same name: another one all the same.
        await transaction.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Evictor.EvictAsync(["a"], transaction, Token).AsTask());
        await transaction.CommitAsync(Token);
    }

    [Fact]
    public async Task Evict_TransactionThatFails_Throws()
    {
        var (connection, transaction) = await BeginAsync();
        await using var _ = connection;
        await Evictor.EvictAsync(["warm"], transaction, Token);
        await Assert.ThrowsAsync<PostgresException>(() => transaction.ExecuteAsync("SELECT 1 / 0"));

        await Assert.ThrowsAsync<PostgresException>(() => Evictor.EvictAsync(["a"], transaction, Token).AsTask());
    }

    [Fact]
    public async Task Evict_LogInMemory_Throws()
    {
        using var host = await StartAsync("memory");
        var (connection, transaction) = await BeginAsync();
        await using var _ = connection;

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["a"], transaction, Token));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Evict_UnknownDimension_IsRefusedAndTheRestIsEvicted()
    {
        var (connection, transaction) = await BeginAsync();
        await using var _ = connection;

        await Assert.ThrowsAsync<EvictionRefusedException>(() => Evictor.EvictAsync([null!, "a"], transaction, Token).AsTask());
        await transaction.CommitAsync(Token);

        Assert.Equal("a", await postgres.Source.ScalarAsync<string>($"SELECT tag FROM {_schema}.evictions"));
    }
}
