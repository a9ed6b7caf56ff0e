namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>Lets calls through, or breaks them, and counts them. What it does can be changed at any time.</summary>
public sealed class Breaker
{
    private volatile Breakage _shape;
    private TaskCompletionSource _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    public Breakage Shape
    {
        get => _shape;
        set => _shape = value;
    }

    /// <summary>Gets how many calls were begun.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Gives the answers that were held back.</summary>
    public void AnswerLate() =>
        Interlocked.Exchange(ref _late, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    public ValueTask<T> Run<T>(Func<ValueTask<T>> call)
    {
        Interlocked.Increment(ref _calls);
        return _shape switch
        {
            Breakage.None => call(),
            Breakage.Throws => throw Failure(),
            Breakage.Faulted => ValueTask.FromException<T>(Failure()),
            Breakage.Hangs => new ValueTask<T>(new TaskCompletionSource<T>().Task),
            var shape => RunAsync(call, shape, Volatile.Read(ref _late).Task),
        };
    }

    private static async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> call, Breakage shape, Task late)
    {
        if (shape == Breakage.AnswersLate)
        {
            var answer = await call();
            await late;
            return answer;
        }

        await Task.Yield();
        if (shape == Breakage.FaultsLater)
        {
            throw Failure();
        }

        var result = await call();
        return shape == Breakage.FaultsAfterEffect ? throw Failure() : result;
    }

    private static InvalidOperationException Failure() => new("Broken on purpose.");
}
