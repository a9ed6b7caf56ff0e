using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A handler that stays inside until it is let go. It counts its runs, and every run answers with its number.</summary>
internal sealed class GatedHandler
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var run = Interlocked.Increment(ref _runs);
        await _open.Task.WaitAsync(cancellationToken);
        return $"run {run}";
    }

    /// <summary>Lets those inside go, and all who come.</summary>
    public void Open() => _open.TrySetResult();

    public Task WaitForRunsAsync(int runs, CancellationToken cancellationToken) =>
        Eventually.Async(() => Runs >= runs, TimeSpan.FromSeconds(60), $"{runs} runs", cancellationToken);
}
