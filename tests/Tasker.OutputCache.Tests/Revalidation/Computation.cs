using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Tests.Revalidation;

/// <summary>A handler whose runs are counted, can be held inside, and do what they are told.</summary>
internal sealed class Computation
{
    private volatile TaskCompletionSource _gate = Opened();
    private int _runs;
    private int _inside;

    public int Runs => Volatile.Read(ref _runs);

    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Gets or sets what a run does; without it, it answers with its number.</summary>
    public Func<HttpContext, int, Task<IResult>> Behaviour { get; set; } = static (_, run) => Task.FromResult(Results.Text($"run {run}"));

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }

    /// <summary>Gets the handler. Not a <see cref="RequestDelegate"/>: its result would be ignored.</summary>
    public Delegate Delegate => RunAsync;

    /// <summary>Holds those who come from now on.</summary>
    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public async Task<IResult> RunAsync(HttpContext context)
    {
        var run = Interlocked.Increment(ref _runs);
        var behaviour = Behaviour;
        Interlocked.Increment(ref _inside);
        try
        {
            await _gate.Task.WaitAsync(context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }

        return await behaviour(context, run);
    }

    public Task WaitForRunsAsync(int runs, CancellationToken cancellationToken) =>
        Eventually.Async(() => Runs >= runs, TimeSpan.FromSeconds(60), $"{runs} runs", cancellationToken);

    public Task WaitForInsideAsync(int inside, CancellationToken cancellationToken) =>
        Eventually.Async(() => Inside >= inside, TimeSpan.FromSeconds(60), $"{inside} inside at once", cancellationToken);
}
