using System.Globalization;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A real <c>redis-server</c>. It keeps nothing on disk: every start is an empty one.</summary>
public sealed class RedisServer : TestServer
{
    private static readonly TimeSpan _commandDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _replicationDeadline = TimeSpan.FromSeconds(20);

    private readonly RedisServerOptions _options;
    private RedisServer? _replicaOf;

    /// <summary>Reserves a port for a server that is started later.</summary>
    public RedisServer(RedisServerOptions? options = null)
        : this(options ?? new RedisServerOptions(), LoopbackPort.Next())
    {
    }

    private RedisServer(RedisServerOptions options, int port)
        : base("redis", port)
    {
        _options = options;
        _replicaOf = options.ReplicaOf;
        Certificate = options.Tls ? TestCertificate.Create(Files, options.TlsHostName) : null;
    }

    /// <summary>Gets <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Gets the address as users write it, as <c>redis://:password@127.0.0.1:port</c>.</summary>
    public string Url => $"{(_options.Tls ? "rediss" : "redis")}://{(_options.Password is null ? "" : $":{_options.Password}@")}{EndPoint}";

    public string? Password => _options.Password;

    /// <summary>Gets the certificate of a server with TLS.</summary>
    public TestCertificate? Certificate { get; }

    public static Task<RedisServer> StartNewAsync(RedisServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartNewAsync(port => new RedisServer(options ?? new RedisServerOptions(), port), cancellationToken);

    /// <summary>A server that somebody else has started, on a loopback port of this machine.</summary>
    /// <param name="url">As <c>redis://:password@127.0.0.1:6379</c>.</param>
    public static RedisServer At(Uri url)
    {
        if (url is not { Scheme: "redis", IsLoopback: true } || (url.UserInfo.Length > 0 && url.UserInfo[0] != ':'))
        {
            // Another server would be tested than the one that was named.
            throw new ArgumentException($"Only redis://:password@127.0.0.1:port can be tested, and not {url.Scheme}://{url.Host}:{url.Port}.", nameof(url));
        }

        var password = Uri.UnescapeDataString(url.UserInfo.TrimStart(':'));
        return new RedisServer(new RedisServerOptions { Password = password.Length == 0 ? null : password }, url.Port);
    }

    protected override ChildProcessStart CreateStart()
    {
        if (_options.Product == RedisProduct.Garnet)
        {
            return CreateGarnetStart();
        }

        List<string> arguments =
        [
            "--bind", "127.0.0.1",
            "--dir", Files.Path,
            "--save", "",
            "--appendonly", "no",
            "--databases", _options.Databases.ToString(CultureInfo.InvariantCulture),
            "--maxmemory", _options.MaxMemory ?? "0",
            "--maxmemory-policy", _options.MaxMemoryPolicy,
            // Replicas are ready in milliseconds instead of the default's five seconds.
            "--repl-diskless-sync-delay", "0",
            .. PortArguments(),
        ];

        if (_options.Password is { } password)
        {
            arguments.AddRange(["--requirepass", password, "--masterauth", password]);
        }

        if (_replicaOf is { } primary)
        {
            arguments.AddRange(["--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture)]);
            if (primary.Password is { } primaryPassword)
            {
                arguments.AddRange(["--masterauth", primaryPassword]);
            }
        }

        return new ChildProcessStart("redis-server", [.. arguments, .. _options.Arguments]);
    }

    private ChildProcessStart CreateGarnetStart()
    {
        // Built with the tests, in the same configuration; where all outputs lie in one folder, it is beside theirs.
        const string Host = "Tasker.OutputCache.GarnetHost";
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var beside = Path.Combine(output.Parent!.Parent!.FullName, Host, output.Name, $"{Host}.dll");
        var assembly = File.Exists(beside) ? beside : Repository.PathOf("tests", Host, "bin", output.Parent.Name, output.Name, $"{Host}.dll");
        List<string> arguments =
        [
            assembly,
            "--bind", "127.0.0.1",
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--lua",
            "--lua-transaction-mode",
            "--memory", "64m",
            "--index", "1m",
        ];
        if (_options.Password is { } password)
        {
            arguments.AddRange(["--auth", "Password", "--password", password]);
        }

        return new ChildProcessStart("dotnet", [.. arguments, .. _options.Arguments]);
    }

    private IEnumerable<string> PortArguments()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);

        return Certificate is null
            ? ["--port", port]
            :
            [
                "--port", "0",
                "--tls-port", port,
                "--tls-cert-file", Certificate.CertificateFile,
                "--tls-key-file", Certificate.KeyFile,
                "--tls-ca-cert-file", Certificate.AuthorityFile,
                "--tls-auth-clients", "no",
            ];
    }

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (_options.Product == RedisProduct.Garnet)
        {
            // It does not tell its process; where the port is another server's, it has ended by itself.
            return Output.Contains("Garnet is up.", StringComparison.Ordinal) && (await ExecuteAsync(["PING"], cancellationToken)).Text == "PONG";
        }

        // The port may be another server's for a moment; only our own process counts.
        var info = (await ExecuteAsync(["INFO", "server"], cancellationToken)).Text;
        return info.Contains($"process_id:{ProcessId}\r", StringComparison.Ordinal);
    }

    /// <summary>Runs one command on a connection of its own.</summary>
    /// <exception cref="RespErrorException">Redis answered with an error.</exception>
    public Task<RespReply> ExecuteAsync(params string[] command) => ExecuteAsync(command, CancellationToken.None);

    /// <summary>Runs one command on a connection of its own.</summary>
    /// <exception cref="RespErrorException">Redis answered with an error.</exception>
    public async Task<RespReply> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_commandDeadline);

        try
        {
            await using var connection = await ConnectAsync(timeout.Token);
            return await connection.ExecuteAsync(command, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name} did not answer {command[0]} within {_commandDeadline.TotalSeconds} s.", exception);
        }
    }

    /// <summary>Opens a connection, for several commands in a row or to subscribe.</summary>
    public Task<RespConnection> ConnectAsync(CancellationToken cancellationToken = default) =>
        RespConnection.ConnectAsync(Port, _options.Password, Certificate, cancellationToken);

    /// <summary>Reads a section of INFO as names and values.</summary>
    public async Task<IReadOnlyDictionary<string, string>> InfoAsync(string section, CancellationToken cancellationToken = default)
    {
        var text = (await ExecuteAsync(["INFO", section], cancellationToken)).Text;

        return text.Split("\r\n")
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    /// <summary>Returns how often each command ran since the start or the last reset, those within scripts too.</summary>
    /// <remarks>The names are as Redis has them: "get", "config|resetstat".</remarks>
    public async Task<IReadOnlyDictionary<string, long>> CommandCallsAsync(CancellationToken cancellationToken = default)
    {
        const string prefix = "cmdstat_";

        return (await InfoAsync("commandstats", cancellationToken))
            .Where(stat => stat.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(
                stat => stat.Key[prefix.Length..],
                stat => long.Parse(stat.Value.Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture),
                StringComparer.Ordinal);
    }

    /// <summary>Returns how often each command ran that somebody wanted: without those that clients, and the tests, ask for their own sake.</summary>
    public async Task<IReadOnlyDictionary<string, long>> WantedCallsAsync(CancellationToken cancellationToken = default) =>
        (await CommandCallsAsync(cancellationToken)).Where(static call => !IsOfClients(call.Key)).ToDictionary(StringComparer.Ordinal);

    // Pings keep connections alive, at times of the client's choice.
    private static bool IsOfClients(string command) => command is "info" or "ping" or "echo" or "auth" or "hello" || command.Split('|')[0] is "config" or "client";

    /// <summary>Sets the counts of commands back to nothing.</summary>
    public Task ResetCommandCallsAsync(CancellationToken cancellationToken = default) =>
        ExecuteAsync(["CONFIG", "RESETSTAT"], cancellationToken);

    /// <summary>Waits until this replica has its primary's data and hears of every change.</summary>
    public Task WaitUntilReplicatingAsync(CancellationToken cancellationToken = default) =>
        Eventually.Async(
            async token => (await InfoAsync("replication", token)).GetValueOrDefault("master_link_status"),
            static status => status == "up",
            _replicationDeadline,
            $"{Name} follows its primary",
            cancellationToken);

    /// <summary>Makes this replica a primary, also when it is started again. What the old primary is told from now on is lost to it.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        await ExecuteAsync(["REPLICAOF", "NO", "ONE"], cancellationToken);
        _replicaOf = null;
    }

    /// <summary>Kills the primary after writes that this replica never hears of, and makes the replica a primary.</summary>
    /// <param name="writesAsync">Writes what is lost; the primary answers as ever.</param>
    public async Task PromoteLosingWritesAsync(RedisServer primary, Func<Task> writesAsync, CancellationToken cancellationToken = default)
    {
        await WaitUntilReplicatingAsync(cancellationToken);

        // Frozen alone, it would find the writes in its socket later; so its connection is cut as well.
        await PauseAsync();
        await primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "replica");
        await writesAsync();
        await primary.KillAsync();
        await ResumeAsync();
        await PromoteAsync(cancellationToken);
    }
}
