using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Processes;
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
        await using var standby = await StartStandbyAsync();
        await using (var source = NpgsqlDataSource.Create(Standby(standby.Port)))
        {
            await Eventually.Async(async _ => await IsInStandbyAsync(source, "replicated"), PostgresTest.Deadline, "the standby replays", Token);
            await source.ExecuteAsync("SELECT pg_wal_replay_pause()");
            await Eventually.Async(async _ => await source.ScalarAsync<string>("SELECT pg_get_wal_replay_pause_state()") == "paused", PostgresTest.Deadline, "replay is paused", Token);
        }

        var before = View.Now;
        await Evictor.EvictAsync(["lost"], Token);
        var after = View.Now;
        await standby.ReceivedMoreThanReplayedAsync();
        await _server!.KillAsync();
        await standby.PromoteWithoutTheRestAsync();
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

    private static string Standby(int port) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");

    private async Task<StandbyServer> StartStandbyAsync()
    {
        var standby = await StandbyServer.StartAsync(_server!.Port);
        await Eventually.Async(
            async _ =>
            {
                try
                {
                    await using var source = NpgsqlDataSource.Create(Standby(standby.Port));
                    return await source.ScalarAsync<bool>("SELECT pg_is_in_recovery()");
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            },
            PostgresTest.Deadline,
            "the standby answers",
            Token);
        return standby;
    }

    /// <summary>A copy of a server that follows it.</summary>
    private sealed class StandbyServer(DirectoryInfo directory, ChildProcess process, int port) : IAsyncDisposable
    {
        private ChildProcess _process = process;

        private static string? User => Environment.UserName == "root" ? "postgres" : null;

        public int Port => port;

        public static async Task<StandbyServer> StartAsync(int primary)
        {
            var directory = Directory.CreateTempSubdirectory("standby");
            if (User is not null)
            {
                await RunAsync("/bin/chown", null, "postgres", directory.FullName);
            }

            var data = Path.Combine(directory.FullName, "data");
            await RunAsync(Binary("pg_basebackup"), User, "-h", "127.0.0.1", "-p", primary.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync");
            var port = LoopbackPort.Next();
            return new StandbyServer(directory, await ServeAsync(data, port), port);
        }

        private static Task<ChildProcess> ServeAsync(string data, int port) => ChildProcess.StartAsync(new ChildProcessStart(
            Binary("postgres"),
            ["-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=32MB"])
        {
            User = User,
            WorkingDirectory = Path.GetTempPath(),
        });

        public async Task ReceivedMoreThanReplayedAsync()
        {
            await using var source = NpgsqlDataSource.Create(Standby(port));
            await Eventually.Async(async _ => await source.ScalarAsync<bool>("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()"), PostgresTest.Deadline, "the standby has received more", Token);
        }

        // What it has received and not replayed is thrown away, as if the network had been slower: a promotion would replay it.
        public async Task PromoteWithoutTheRestAsync()
        {
            await using var source = NpgsqlDataSource.Create(Standby(port));
            var replayed = await source.ScalarAsync<string>("SELECT pg_last_wal_replay_lsn()::text");
            await _process.KillAsync();
            await _process.DisposeAsync();

            var data = Path.Combine(directory.FullName, "data");
            File.Delete(Path.Combine(data, "postmaster.pid"));
            await File.AppendAllTextAsync(
                Path.Combine(data, "postgresql.auto.conf"),
                $"\nprimary_conninfo = ''\nrecovery_target_lsn = '{replayed}'\nrecovery_target_inclusive = off\nrecovery_target_action = 'promote'\n",
                Token);
            _process = await ServeAsync(data, port);
            await Eventually.Async(
                async _ =>
                {
                    try
                    {
                        return !await source.ScalarAsync<bool>("SELECT pg_is_in_recovery()");
                    }
                    catch (NpgsqlException)
                    {
                        return false;
                    }
                },
                PostgresTest.Deadline,
                "the standby is promoted",
                Token);
            Assert.Equal(0, await source.ScalarAsync<long>("SELECT count(*) FROM tasker_cache.evictions WHERE tag = 'lost'"));
        }

        private static string Binary(string name) => Directory.EnumerateFiles("/usr/lib/postgresql", name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();

        private static async Task RunAsync(string program, string? user, params string[] arguments)
        {
            await using var process = await ChildProcess.StartAsync(new ChildProcessStart(program, arguments) { User = user, WorkingDirectory = Path.GetTempPath() });
            await process.WaitForExitAsync(PostgresTest.Deadline);
            Assert.True(process.ExitCode == 0, process.Output.Text);
        }

        public async ValueTask DisposeAsync()
        {
            await _process.KillAsync();
            await _process.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }
}
