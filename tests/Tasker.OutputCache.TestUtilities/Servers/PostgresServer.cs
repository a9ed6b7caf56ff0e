using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A real PostgreSQL server with an empty cluster of its own; its data survive a kill and a restart.</summary>
public sealed class PostgresServer : TestServer
{
    // It refuses to run as root; the Debian package brings this user.
    private const string UnprivilegedUser = "postgres";

    private static readonly TimeSpan _commandDeadline = TimeSpan.FromSeconds(60);

    private readonly string? _runAs = Environment.IsPrivilegedProcess ? UnprivilegedUser : null;
    private bool _initialized;

    /// <summary>Reserves a port for a server that is started later.</summary>
    public PostgresServer()
        : this(LoopbackPort.Next())
    {
    }

    private PostgresServer(int port)
        : base("postgres", port)
    {
    }

    /// <summary>Gets a connection string for Npgsql.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    private string Data => Files.File("data");

    /// <summary>Gets settings that the server has beside those of every test, as <c>wal_level=logical</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public static Task<PostgresServer> StartNewAsync(CancellationToken cancellationToken = default, params string[] settings) =>
        StartNewAsync(port => new PostgresServer(port) { Settings = settings }, cancellationToken);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_initialized)
        {
            return;
        }

        if (_runAs is not null)
        {
            await RunAsync("chown", [_runAs, Files.Path], runAs: null);
        }

        await RunAsync(Binary("initdb"), ["-D", Data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"], _runAs);
        _initialized = true;
    }

    protected override ChildProcessStart CreateStart()
    {
        // A killed server leaves its lock behind, and its successor would wait for a process that happens to have the number now.
        File.Delete(Path.Combine(Data, "postmaster.pid"));

        return new ChildProcessStart(
            Binary("postgres"),
            [
                "-D", Data,
                "-p", Port.ToString(CultureInfo.InvariantCulture),
                "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=",
                "-c", "fsync=off",
                "-c", "full_page_writes=off",
                "-c", "shared_buffers=32MB",
                .. Settings.SelectMany(static setting => (string[])["-c", setting]),
            ])
        {
            User = _runAs,
            WorkingDirectory = Files.Path,
        };
    }

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        await QueryAsync("select 1") == "1";

    /// <summary>Gives the cluster of a server that was stopped another system identifier, as pg_upgrade does. All else stays, unlogged tables too.</summary>
    public async Task ChangeSystemIdentifierAsync()
    {
        var path = Path.Combine(Data, "global", "pg_control");
        var control = await File.ReadAllBytesAsync(path);
        var checksum = FindChecksum(control);
        BinaryPrimitives.WriteUInt64LittleEndian(control, BinaryPrimitives.ReadUInt64LittleEndian(control) + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(control.AsSpan(checksum), Checksum(control.AsSpan(0, checksum)));
        await File.WriteAllBytesAsync(path, control);

        // The write-ahead log names its cluster too.
        await RunAsync(Binary("pg_resetwal"), ["-f", Data], _runAs);
    }

    // Its place depends on the version: it stands after what it was made of.
    private static int FindChecksum(byte[] control)
    {
        for (var end = 2 * sizeof(ulong); end + sizeof(uint) <= control.Length; end += sizeof(uint))
        {
            if (Checksum(control.AsSpan(0, end)) == BinaryPrimitives.ReadUInt32LittleEndian(control.AsSpan(end)))
            {
                return end;
            }
        }

        throw new InvalidOperationException("The control file of the cluster has no checksum that fits it.");
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }

    /// <summary>Runs SQL with psql and returns its rows, one a line, columns separated by <c>|</c>.</summary>
    public Task<string> QueryAsync(string sql) =>
        RunAsync(
            Binary("psql"),
            ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql],
            runAs: null);

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string? runAs)
    {
        await using var process = await ChildProcess.StartAsync(
            new ChildProcessStart(program, arguments) { User = runAs, WorkingDirectory = Path.GetTempPath() });
        await process.WaitForExitAsync(_commandDeadline);

        return process.ExitCode == 0
            ? process.Output.Text
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with code {process.ExitCode}:\n{process.Output.Text}");
    }

    // Debian keeps them out of the path, in a folder per version.
    private static string Binary(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateFiles("/usr/lib/postgresql", name, SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault() ?? name
            : name;
}
