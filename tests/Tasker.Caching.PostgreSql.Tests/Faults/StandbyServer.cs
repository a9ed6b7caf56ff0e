using System.Globalization;
using Npgsql;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Faults;

/// <summary>A copy of a server that follows it.</summary>
internal sealed class StandbyServer(DirectoryInfo directory, ChildProcess process, int port, string[] settings) : IAsyncDisposable
{
    private ChildProcess _process = process;

    private static string? User => Environment.UserName == "root" ? "postgres" : null;

    public int Port => port;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");

    public static async Task<StandbyServer> StartNewAsync(int primary, CancellationToken cancellationToken, params string[] settings)
    {
        var standby = await CopyAsync(primary, settings);
        await standby.AnswersAsync(isInRecovery: true, cancellationToken);
        return standby;
    }

    private static async Task<StandbyServer> CopyAsync(int primary, string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("standby");
        if (User is not null)
        {
            await RunAsync("/bin/chown", null, "postgres", directory.FullName);
        }

        var data = Path.Combine(directory.FullName, "data");
        await RunAsync(Binary("pg_basebackup"), User, "-h", "127.0.0.1", "-p", primary.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync");
        var port = LoopbackPort.Next();
        return new StandbyServer(directory, await ServeAsync(data, port, settings), port, settings);
    }

    private static Task<ChildProcess> ServeAsync(string data, int port, string[] settings) => ChildProcess.StartAsync(new ChildProcessStart(
        Binary("postgres"),
        ["-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=32MB", .. settings.SelectMany(static setting => (string[])["-c", setting])])
    {
        User = User,
        WorkingDirectory = Path.GetTempPath(),
    });

    public async Task ReceivedMoreThanReplayedAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await Eventually.Async(async _ => await source.ScalarAsync<bool>("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()"), PostgresTest.Deadline, "the standby has received more", cancellationToken);
    }

    // What it has received and not replayed is thrown away, as if the network had been slower: a promotion would replay it.
    public async Task PromoteWithoutTheRestAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        var replayed = await source.ScalarAsync<string>("SELECT pg_last_wal_replay_lsn()::text");
        await _process.KillAsync();
        await _process.DisposeAsync();

        var data = Path.Combine(directory.FullName, "data");
        File.Delete(Path.Combine(data, "postmaster.pid"));
        await File.AppendAllTextAsync(
            Path.Combine(data, "postgresql.auto.conf"),
            $"\nprimary_conninfo = ''\nrecovery_target_lsn = '{replayed}'\nrecovery_target_inclusive = off\nrecovery_target_action = 'promote'\n",
            cancellationToken);
        _process = await ServeAsync(data, port, settings);
        await AnswersAsync(isInRecovery: false, cancellationToken);
    }

    public async Task PromoteAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        Assert.True(await source.ScalarAsync<bool>("SELECT pg_promote()"));
        await AnswersAsync(isInRecovery: false, cancellationToken);
    }

    private async Task AnswersAsync(bool isInRecovery, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await Eventually.Async(
            async _ =>
            {
                try
                {
                    return await source.ScalarAsync<bool>("SELECT pg_is_in_recovery()") == isInRecovery;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            },
            PostgresTest.Deadline,
            isInRecovery ? "the standby answers" : "the standby is promoted",
            cancellationToken);
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
