using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Faults;

/// <summary>A network that swallows everything, and a standby that takes over without the last commits. A node reaches the server through a proxy.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private PostgresServer? _server;
    private FaultProxy? _proxy;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EvictionView View => _host!.Services.GetRequiredService<EvictionView>();

    private EvictionFollower Follower => _host!.Services.GetRequiredService<EvictionFollower>();

    private ICacheEvictor Evictor => _host!.Services.GetRequiredService<ICacheEvictor>();

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync(Token);
        _proxy = await FaultProxy.StartAsync(_server.Port);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "postgres",
            ["common:cache:operation_timeout_milliseconds"] = "1000",
            ["common:cache:postgres:connection_string"] = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Port = _proxy.Port }.ConnectionString,
        });
        builder.Services.AddTaskerCaching(builder.Configuration).AddPostgres();
        _host = builder.Build();
        await _host.StartAsync(Token);
        await AttachedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _proxy!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    private Task AttachedAsync() => Eventually.Async(() => Follower.IsAttached, PostgresTest.Deadline, "the node is attached", Token);

    private bool IsVoid(EvictionPoint stamp, string tag) =>
        View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(View, [tag])) == Verdict.Void;

    [Fact]
    public async Task BlackHole_DetachesJournalsAndComesBack()
    {
        _proxy!.Set(ProxyFault.BlackHole);
        await Eventually.Async(() => !Follower.IsAttached, PostgresTest.Deadline, "the node is detached", Token);
        var stamp = View.Now;

        Assert.Equal(EvictionResult.Journaled, await Evictor.EvictAsync(["a"], Token));
        Assert.True(IsVoid(stamp, "a"));
        await using (var source = NpgsqlDataSource.Create(_server!.ConnectionString))
        {
            await source.ExecuteAsync("SELECT tasker_cache.evict('elsewhere')");
        }

        _proxy.Heal();

        await AttachedAsync();
        await Eventually.Async(() => IsVoid(stamp, "elsewhere"), PostgresTest.Deadline, "the eviction of another process is known", Token);
        await Eventually.Async(() => _host!.Services.GetRequiredService<EvictionJournal>().Count == 0, PostgresTest.Deadline, "the journal is empty", Token);
    }

    [Fact]
    public async Task Failover_ToAStandbyWithoutTheLastCommits_VoidsEverything()
    {
        await using var standby = await StandbyServer.StartNewAsync(_server!.Port, Token);
        await using (var source = NpgsqlDataSource.Create(standby.ConnectionString))
        {
            await Eventually.Async(async _ => await IsInStandbyAsync(source, "replicated"), PostgresTest.Deadline, "the standby replays", Token);
            await source.ExecuteAsync("SELECT pg_wal_replay_pause()");
            await Eventually.Async(async _ => await source.ScalarAsync<string>("SELECT pg_get_wal_replay_pause_state()") == "paused", PostgresTest.Deadline, "replay is paused", Token);
        }

        var before = View.Now;
        await Evictor.EvictAsync(["lost"], Token);
        var after = View.Now;
        await standby.ReceivedMoreThanReplayedAsync(Token);
        await _server!.KillAsync();
        await standby.PromoteWithoutTheRestAsync(Token);
        await using (var promoted = NpgsqlDataSource.Create(standby.ConnectionString))
        {
            Assert.Equal(0, await promoted.ScalarAsync<long>("SELECT count(*) FROM tasker_cache.evictions WHERE tag = 'lost'"));
        }

        _proxy!.Redirect(standby.Port);

        await Eventually.Async(() => Follower.IsAttached && View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(Verdict.Void, View.JudgeFar(before.Generation, before.Horizon, TagSlots.Of(View, ["lost"])));
        Assert.Equal(Verdict.Void, View.JudgeFar(after.Generation, after.Horizon, TagSlots.Of(View, ["other"])));
        Assert.True(IsVoid(before, "other"));
        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["again"], Token));
    }

    private async Task<bool> IsInStandbyAsync(NpgsqlDataSource source, string tag)
    {
        await Evictor.EvictAsync([tag], Token);
        return await source.ScalarAsync<long>($"SELECT count(*) FROM tasker_cache.evictions WHERE tag = '{tag}'") > 0;
    }
}
