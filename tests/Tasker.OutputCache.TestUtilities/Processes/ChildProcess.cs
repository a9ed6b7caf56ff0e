using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>A process that never outlives the test process: the kernel kills it when its parent dies, however that happens.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan _exitDeadline = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id { get; private set; }

    public bool HasExited => _process.HasExited;

    public ProcessOutput Output { get; } = new();

    /// <summary>Gets the exit code, or null while the process runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public static async Task<ChildProcess> StartAsync(ChildProcessStart start)
    {
        var info = new ProcessStartInfo("setpriv")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? string.Empty,
        };

        foreach (var argument in (string[])[.. DeathSignal(start.User), "--", start.FileName, .. start.Arguments])
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = info });
        child._process.OutputDataReceived += (_, data) => child.Output.Add(data.Data);
        child._process.ErrorDataReceived += (_, data) => child.Output.Add(data.Data);
        await ProcessStarter.StartAsync(child._process);
        child.Id = child._process.Id;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    // setpriv executes the program in its own place, so that the process id is the program's. It sets the signal after the user: the other order loses it.
    private static string[] DeathSignal(string? user) =>
        user is null ? ["--pdeathsig", "KILL"] : ["--reuid", user, "--regid", user, "--init-groups", "--pdeathsig", "KILL"];

    /// <summary>Kills the process (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        PosixSignals.Send(Id, PosixSignals.Kill);
        await WaitForExitAsync(_exitDeadline);
    }

    /// <summary>Stops the process as a service manager would (SIGTERM), and kills it when it does not end in time.</summary>
    /// <returns>Whether the process ended by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        if (HasExited)
        {
            return true;
        }

        PosixSignals.Send(Id, PosixSignals.Terminate);
        // A process that is paused would see the request only later.
        PosixSignals.Send(Id, PosixSignals.Continue);

        try
        {
            await WaitForExitAsync(grace);
            return true;
        }
        catch (TimeoutException)
        {
            await KillAsync();
            return false;
        }
    }

    /// <summary>Freezes the process (SIGSTOP): its connections stay open, and nothing answers.</summary>
    public Task PauseAsync()
    {
        PosixSignals.Send(Id, PosixSignals.Stop);
        return Eventually.Async(_ => Task.FromResult(State()), static state => state is 'T', _exitDeadline, $"process {Id} is paused");
    }

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    public Task ResumeAsync()
    {
        PosixSignals.Send(Id, PosixSignals.Continue);
        return Eventually.Async(_ => Task.FromResult(State()), static state => state is not 'T', _exitDeadline, $"process {Id} goes on");
    }

    private char State()
    {
        var status = File.ReadAllText($"/proc/{Id}/stat");
        // The name before the state is in parentheses and may hold any character.
        return status[status.LastIndexOf(')') + 2];
    }

    /// <exception cref="TimeoutException">The process still runs.</exception>
    public async Task WaitForExitAsync(TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);

        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!_process.HasExited)
        {
            throw new TimeoutException($"Process {Id} still runs after {deadline.TotalSeconds:0.#} s. Its output:\n{Output.Text}");
        }
        catch (OperationCanceledException)
        {
            // It is gone; only a child of its own still holds the output stream open.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
