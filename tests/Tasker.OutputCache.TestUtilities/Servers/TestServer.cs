using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A real server on a loopback port of its own, which ends with the test at the latest.</summary>
public abstract class TestServer : IAsyncDisposable
{
    private static readonly TimeSpan _startDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _stopGrace = TimeSpan.FromSeconds(10);

    private ChildProcess? _process;

    protected TestServer(string kind, int port)
    {
        Port = port;
        Name = $"{kind}:{port}";
    }

    /// <summary>Gets what the server is called in messages and logs.</summary>
    public string Name { get; }

    /// <summary>Gets the port. It stays the same over restarts.</summary>
    public int Port { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Gets the process id; of the last process when the server does not run.</summary>
    public int ProcessId => Process.Id;

    /// <summary>Gets what the server wrote to its output since its last start.</summary>
    public string Output => _process?.Output.Text ?? string.Empty;

    protected TempDirectory Files { get; } = new();

    private ChildProcess Process => _process ?? throw new InvalidOperationException($"{Name} was never started.");

    /// <summary>Starts the server and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"{Name} runs already.");
        }

        await PrepareAsync(cancellationToken);
        var process = await ChildProcess.StartAsync(CreateStart());
        var previous = Interlocked.Exchange(ref _process, process);
        if (previous is not null)
        {
            await previous.DisposeAsync();
        }

        try
        {
            await Eventually.Async(
                async token => process.HasExited || await AnswersAsync(token),
                _startDeadline,
                $"{Name} answers",
                cancellationToken);
        }
        catch (TimeoutException exception)
        {
            await process.KillAsync();
            throw new InvalidOperationException($"{exception.Message} Its output:\n{Output}", exception);
        }
        catch (OperationCanceledException)
        {
            await process.KillAsync();
            throw;
        }

        if (process.HasExited)
        {
            await process.WaitForExitAsync(_stopGrace);
            throw new InvalidOperationException($"{Name} ended with code {process.ExitCode} before it answered. Its output:\n{Output}");
        }
    }

    /// <summary>Does what comes before a start, as creating the server's files.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected abstract ChildProcessStart CreateStart();

    /// <summary>Asks the server whether it is ready; an exception means that it is not.</summary>
    protected abstract Task<bool> AnswersAsync(CancellationToken cancellationToken);

    /// <summary>Kills the server (SIGKILL). <see cref="StartAsync"/> brings it back on the same port.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Freezes the server (SIGSTOP): its connections stay open, and nothing answers.</summary>
    public Task PauseAsync() => Process.PauseAsync();

    /// <summary>Lets a frozen server go on (SIGCONT).</summary>
    public Task ResumeAsync() => Process.ResumeAsync();

    /// <summary>Stops the server as its operator would (SIGTERM).</summary>
    public Task StopAsync() => Process.StopAsync(_stopGrace);

    /// <summary>Stops the server and starts it again on the same port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync();
        await StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Files.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates and starts a server; on another port when somebody else took the first.</summary>
    protected static Task<TServer> StartNewAsync<TServer>(Func<int, TServer> create, CancellationToken cancellationToken)
        where TServer : TestServer =>
        LoopbackPort.TryAsync(async port =>
        {
            var server = create(port);

            try
            {
                await server.StartAsync(cancellationToken);
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        });
}
