using System.Globalization;
using System.Text;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A real <c>memcached</c>.</summary>
public sealed class MemcachedServer : TestServer
{
    private static readonly TimeSpan _commandDeadline = TimeSpan.FromSeconds(5);
    private static readonly string[] _endings = ["END\r\n", "OK\r\n", "STORED\r\n", "DELETED\r\n", "NOT_FOUND\r\n", "EXISTS\r\n", "RESET\r\n"];

    private readonly MemcachedServerOptions _options;
    private readonly TestCertificate? _certificate;

    /// <summary>Reserves a port for a server that is started later.</summary>
    public MemcachedServer(MemcachedServerOptions? options = null)
        : this(options ?? new MemcachedServerOptions(), LoopbackPort.Next())
    {
    }

    private MemcachedServer(MemcachedServerOptions options, int port)
        : base("memcached", port)
    {
        _options = options;
        _certificate = options.Tls ? TestCertificate.Create(Files) : null;
        File.WriteAllText(Files.File("users"), $"{options.User}:{options.Password}\n");
    }

    /// <summary>Gets <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Gets the certificate of a server with TLS.</summary>
    public TestCertificate? Certificate => _certificate;

    public static Task<MemcachedServer> StartNewAsync(MemcachedServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartNewAsync(port => new MemcachedServer(options ?? new MemcachedServerOptions(), port), cancellationToken);

    protected override ChildProcessStart CreateStart()
    {
        List<string> arguments =
        [
            "-l", "127.0.0.1",
            "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-U", "0",
            "-m", _options.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
            "-I", _options.MaxItemSize,
        ];

        if (Environment.IsPrivilegedProcess)
        {
            // As root it insists on being told for whom; changing the user would also undo that it dies with us.
            arguments.AddRange(["-u", "root"]);
        }

        if (_options.User is not null)
        {
            arguments.AddRange(["-Y", Files.File("users")]);
        }

        if (_options.RefuseWhenFull)
        {
            arguments.Add("-M");
        }

        if (_certificate is not null)
        {
            arguments.AddRange(["-Z", "-o", $"ssl_chain_cert={_certificate.CertificateFile},ssl_key={_certificate.KeyFile}"]);
        }

        return new ChildProcessStart("memcached", [.. arguments, .. _options.Arguments]);
    }

    protected override async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var stats = await ExecuteAsync("stats", cancellationToken);
        return stats.Contains($"STAT pid {ProcessId}\r\n", StringComparison.Ordinal);
    }

    /// <summary>Sends one command of the text protocol, as "stats" or "get key", and returns the answer as it came.</summary>
    public async Task<string> ExecuteAsync(string command, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_commandDeadline);
        await using var stream = await LoopbackStream.OpenAsync(Port, _certificate, timeout.Token);

        if (_options.User is not null)
        {
            // The text protocol has no command of its own to log in: it is the first "set", of any key.
            var credentials = $"{_options.User} {_options.Password}";
            var answer = await ExchangeAsync(stream, $"set auth 0 0 {credentials.Length}\r\n{credentials}", timeout.Token);
            if (answer != "STORED\r\n")
            {
                throw new InvalidOperationException($"{Name} refused the password: {answer}");
            }
        }

        return await ExchangeAsync(stream, command, timeout.Token);
    }

    private static async Task<string> ExchangeAsync(Stream stream, string command, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsComplete(answer.ToString()))
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException($"Memcached closed the connection after: {answer}");
            }

            answer.Append(Encoding.Latin1.GetString(buffer.AsSpan(0, read)));
        }

        return answer.ToString();
    }

    private static bool IsComplete(string answer) =>
        _endings.Any(ending => answer.EndsWith(ending, StringComparison.Ordinal))
        || (answer.EndsWith("\r\n", StringComparison.Ordinal) && IsOneLine(answer));

    private static bool IsOneLine(string answer) =>
        answer.IndexOf('\n', StringComparison.Ordinal) == answer.Length - 1
        && !answer.StartsWith("VALUE", StringComparison.Ordinal)
        && !answer.StartsWith("STAT", StringComparison.Ordinal)
        && !answer.StartsWith("VA ", StringComparison.Ordinal);

    /// <summary>Reads the server's counters, as "cmd_get".</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatsAsync(CancellationToken cancellationToken = default)
    {
        var answer = await ExecuteAsync("stats", cancellationToken);

        return answer.Split("\r\n")
            .Select(line => line.Split(' ', 3))
            .Where(parts => parts is ["STAT", _, _])
            .ToDictionary(parts => parts[1], parts => parts[2], StringComparer.Ordinal);
    }
}
