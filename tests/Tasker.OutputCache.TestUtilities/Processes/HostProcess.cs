using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>An ASP.NET Core host in a process of its own, with a client for it.</summary>
/// <remarks>The host must call <see cref="ReadyLine.WriteReadyLine"/>, or print <c>READY http://127.0.0.1:port</c> itself.</remarks>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan _stopGrace = TimeSpan.FromSeconds(15);

    private readonly HostProcessOptions _options;
    private ChildProcess _process;

    private HostProcess(HostProcessOptions options, ChildProcess process, Uri address)
    {
        _options = options;
        _process = process;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = options.RequestTimeout };
    }

    /// <summary>Gets where the host listens. It stays the same over restarts.</summary>
    public Uri Address { get; }

    /// <summary>Gets a client of this host alone.</summary>
    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    public bool IsRunning => !_process.HasExited;

    public ProcessOutput Output => _process.Output;

    public static Task<HostProcess> StartAsync(HostProcessOptions options, CancellationToken cancellationToken = default) =>
        // A port of our own choice, not the system's: a restarted host must find it free again.
        LoopbackPort.TryAsync(
            async port =>
            {
                var (process, address) = await StartAsync(options, port, cancellationToken);
                return new HostProcess(options, process, address);
            });

    private static async Task<(ChildProcess Process, Uri Address)> StartAsync(HostProcessOptions options, int port, CancellationToken cancellationToken)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, options.Assembly);
        var environment = new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = $"http://{options.HostName}:{port}" };
        foreach (var (name, value) in options.Environment)
        {
            environment[name] = value;
        }

        var process = await ChildProcess.StartAsync(new ChildProcessStart(DotnetPath(), [assembly, .. options.Arguments]) { Environment = environment });

        try
        {
            return (process, await ReadAddressAsync(process, options.StartDeadline, cancellationToken));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    private static string DotnetPath() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static async Task<Uri> ReadAddressAsync(ChildProcess process, TimeSpan deadline, CancellationToken cancellationToken)
    {
        string? line = null;

        try
        {
            await Eventually.Async(
                () => (line = process.Output.Lines.FirstOrDefault(IsReadyLine)) is not null || process.HasExited,
                deadline,
                "the host says that it is ready",
                cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} Its output:\n{process.Output.Text}", exception);
        }

        return line is null
            ? throw new InvalidOperationException($"The host ended with code {process.ExitCode} before it was ready. Its output:\n{process.Output.Text}")
            : new Uri(line[ReadyLine.Prefix.Length..]);
    }

    private static bool IsReadyLine(string line) => line.StartsWith(ReadyLine.Prefix, StringComparison.Ordinal);

    /// <summary>Kills the host (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Freezes the host (SIGSTOP).</summary>
    public Task PauseAsync() => _process.PauseAsync();

    /// <summary>Lets a frozen host go on (SIGCONT).</summary>
    public Task ResumeAsync() => _process.ResumeAsync();

    /// <summary>Asks the host to end (SIGTERM) and waits for it.</summary>
    /// <returns>Whether it ended by itself, in time.</returns>
    public Task<bool> StopAsync(TimeSpan? grace = null) => _process.StopAsync(grace ?? _stopGrace);

    /// <summary>Starts the host again, on the same port; it is killed first if it still runs.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        var previous = _process;
        if (IsRunning)
        {
            await previous.KillAsync();
        }

        (_process, _) = await StartAsync(_options, Address.Port, cancellationToken);
        await previous.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
