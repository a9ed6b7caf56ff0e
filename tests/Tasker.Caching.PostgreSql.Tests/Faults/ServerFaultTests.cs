using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.PostgreSql.Log;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Faults;

/// <summary>What a server does to its log when it is hurt; each test has one to itself.</summary>
public sealed class ServerFaultTests : IAsyncLifetime
{
    private readonly CollectingLoggerProvider _logs = new();
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PostgresServer Server => _server!;

    private NpgsqlDataSource Source => _source!;

    private EvictionView View => _host!.Services.GetRequiredService<EvictionView>();

    private EvictionFollower Follower => _host!.Services.GetRequiredService<EvictionFollower>();

    private ICacheEvictor Evictor => _host!.Services.GetRequiredService<ICacheEvictor>();

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync(Token);
        _source = NpgsqlDataSource.Create(Server.ConnectionString + ";Timeout=2;Command Timeout=5");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "postgres",
            ["common:cache:operation_timeout_milliseconds"] = "1000",
            ["common:cache:postgres:connection_string"] = Server.ConnectionString,
        });
        builder.Logging.AddProvider(_logs);
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddPostgres();
        _host = builder.Build();
        await _host.StartAsync(Token);
        await AttachedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        await Source.DisposeAsync();
        await Server.DisposeAsync();
        _logs.Dispose();
    }

    private Task AttachedAsync() => Eventually.Async(() => Follower.IsAttached, PostgresTest.Deadline, "the node is attached", Token);

    private Task DetachedAsync() => Eventually.Async(() => !Follower.IsAttached, PostgresTest.Deadline, "the node is detached", Token);

    private Verdict Near(EvictionPoint stamp, string tag = "a") => View.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), TagSlots.Of(View, [tag]));

    private Verdict Far(EvictionPoint stamp, string tag = "a") => View.JudgeFar(stamp.Generation, stamp.Horizon, TagSlots.Of(View, [tag]));

    private Task<string> SnapshotAsync() => Source.ScalarAsync<string>("SELECT pg_current_snapshot()::text");

    [Fact]
    public async Task Restart_Clean_KeepsTheLog()
    {
        var before = View.Now;

        // SIGINT ends the connections; SIGTERM waits for clients, which a node is for ever.
        Signal("INT", Server.ProcessId);
        await Eventually.Async(() => !Server.IsRunning, PostgresTest.Deadline, "the server has stopped", Token);
        await DetachedAsync();
        await Server.StartAsync(Token);
        await AttachedAsync();

        Assert.Equal(before.Generation, View.Now.Generation);
        Assert.Equal(Verdict.Valid, Far(before));
    }

    // The database, its tables and their files are the same, and so are the ids: nothing but the identifier tells.
    [Fact]
    public async Task Upgrade_AnotherSystemIdentifier_BeginsAnotherGeneration()
    {
        var before = View.Now;
        Signal("INT", Server.ProcessId);
        await Eventually.Async(() => !Server.IsRunning, PostgresTest.Deadline, "the server has stopped", Token);

        await Server.ChangeSystemIdentifierAsync();
        await Server.StartAsync(Token);

        await Eventually.Async(() => View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(Verdict.Void, Far(before));
        Assert.Equal(Verdict.Void, Near(before));
    }

    // SIGKILL of one backend: the server restarts all of them, and goes through crash recovery.
    [Fact]
    public async Task KillOfABackend_IdsAreGivenOutAgain_BeginsAnotherGeneration()
    {
        var before = View.Now;
        await using var victim = await Source.OpenConnectionAsync(Token);
        await using (var open = new NpgsqlCommand("SELECT pg_current_xact_id()", victim))
        {
            await open.ExecuteNonQueryAsync(Token);
        }

        using (var killed = System.Diagnostics.Process.GetProcessById(victim.ProcessID))
        {
            killed.Kill();
        }

        await Eventually.Async(() => View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(Verdict.Void, Far(before));
        Assert.Equal(Verdict.Void, Near(before));
        Assert.Contains(_logs.Entries, static entry => entry.EventId.Id == 1004);
    }

    [Fact]
    public async Task Crash_EvictionMeanwhile_ReachesTheNextGeneration()
    {
        await Server.KillAsync();
        var stamp = View.Now;
        Assert.Equal(EvictionResult.Journaled, await Evictor.EvictAsync(["a"], Token));
        Assert.Equal(Verdict.Void, Near(stamp));

        await Server.StartAsync(Token);

        await Eventually.Async(
            async token => await Source.ScalarAsync<long>("SELECT count(*) FROM tasker_cache.evictions WHERE tag = 'a'") > 0, PostgresTest.Deadline, "the journal is appended", Token);
        await AttachedAsync();
        Assert.NotEqual(stamp.Generation, View.Now.Generation);
        await Eventually.Async(() => _host!.Services.GetRequiredService<EvictionJournal>().Count == 0, PostgresTest.Deadline, "the journal is empty", Token);
    }

    [Fact]
    public async Task Stopped_ServerThatAcceptsAndNeverAnswers_DetachesAndComesBack()
    {
        // The server is a process for each connection.
        var processes = Processes();
        Signal("STOP", processes);
        await DetachedAsync();
        Assert.Equal(EvictionResult.Journaled, await Evictor.EvictAsync(["a"], Token));

        Signal("CONT", processes);

        await AttachedAsync();
        await Eventually.Async(() => _host!.Services.GetRequiredService<EvictionJournal>().Count == 0, PostgresTest.Deadline, "the journal is empty", Token);
        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["b"], Token));
    }

    [Fact]
    public async Task SchemaDropped_WhileTheNodeRuns_IsMadeAnewWithAnotherGeneration()
    {
        var before = View.Now;

        await Source.ExecuteAsync("DROP SCHEMA tasker_cache CASCADE");

        await Eventually.Async(() => View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["a"], Token));
    }

    [Fact]
    public async Task LogTruncated_WhileTheNodeRuns_IsAnotherGeneration()
    {
        var before = View.Now;

        await Source.ExecuteAsync("TRUNCATE tasker_cache.evictions");

        await Eventually.Async(() => View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(Verdict.Void, Near(before));
    }

    [Fact]
    public async Task DumpRestored_OverTheSchema_IsAnotherGeneration()
    {
        await Evictor.EvictAsync(["kept"], Token);
        var dump = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sql");
        await RunAsync("pg_dump", "-n", "tasker_cache", "-f", dump);
        await Evictor.EvictAsync(["lost"], Token);
        var before = View.Now;

        await Source.ExecuteAsync("DROP SCHEMA tasker_cache CASCADE");
        await RunAsync("psql", "-q", "-f", dump);
        File.Delete(dump);

        await Eventually.Async(() => View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(Verdict.Void, Far(before, "other"));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("generation")]
    public async Task StateOrGenerationEmptied_WhileTheNodeRuns_IsAnotherGeneration(string table)
    {
        var before = View.Now;

        await Source.ExecuteAsync($"TRUNCATE tasker_cache.{table}");

        await Eventually.Async(() => View.Now.Generation.Length > 0 && View.Now.Generation != before.Generation, PostgresTest.Deadline, "the node has read the next generation", Token);
        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["a"], Token));
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var path = Directory.EnumerateFiles("/usr/lib/postgresql", program, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        await using var process = await ChildProcess.StartAsync(
            new ChildProcessStart(path, ["-h", "127.0.0.1", "-p", Server.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-d", "postgres", .. arguments]) { WorkingDirectory = Path.GetTempPath() });
        await process.WaitForExitAsync(PostgresTest.Deadline);
        Assert.True(process.ExitCode == 0, process.Output.Text);
    }

    // The server's own processes, found by their parent.
    private int[] Processes() =>
    [
        Server.ProcessId,
        .. Directory.EnumerateDirectories("/proc").Select(static path => Path.GetFileName(path)).Where(static name => int.TryParse(name, out _))
            .Where(name => ParentOf(name) == Server.ProcessId).Select(static name => int.Parse(name, CultureInfo.InvariantCulture)),
    ];

    private static int ParentOf(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }

    private static void Signal(string signal, params int[] processes)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-s", signal, .. processes.Select(static id => id.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }

    // The journal, a transaction with the lower id, and readers of it: the horizon is held back, and nothing stale is served.
    [Fact]
    public async Task TransactionStaysOpen_EvictionsAboveIt_AreInForceAndNotShared()
    {
        await using var connection = await Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await transaction.ExecuteAsync("SELECT pg_current_xact_id()");
        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["a"], Token));
        await Follower.CatchUpAsync();

        var stamp = View.Now;
        Assert.Equal(Verdict.Valid, Near(stamp));
        Assert.Equal(Verdict.Void, Far(stamp));

        await transaction.RollbackAsync(Token);

        // The server's own work moves the horizon as well.
        var before = LogSnapshot.Parse(await SnapshotAsync()).Horizon;
        await Follower.CatchUpAsync();
        Assert.Equal(Verdict.Valid, Far(View.Now));
        Assert.InRange(View.Now.Horizon, before, LogSnapshot.Parse(await SnapshotAsync()).Horizon);
    }
}
