using System.Runtime.CompilerServices;
using Polly;

namespace Tasker.Caching.Resilience;

/// <summary>Turns an operation, which throws, into an outcome, which does not.</summary>
internal static class FarCall
{
    public static ValueTask<Outcome<T>> InvokeAsync<T, TState>(
        Func<TState, CancellationToken, ValueTask<T>> operation, TState state, CancellationToken cancellationToken)
    {
        ValueTask<T> pending;
        try
        {
            pending = operation(state, cancellationToken);
            if (pending.IsCompletedSuccessfully)
            {
                return Outcome.FromResultAsValueTask(pending.Result);
            }
        }
        catch (Exception exception)
        {
            return Outcome.FromExceptionAsValueTask<T>(exception);
        }

        return AwaitAsync(pending);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Outcome<T>> AwaitAsync<T>(ValueTask<T> pending)
    {
        try
        {
            return Outcome.FromResult(await pending.ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<T>(exception);
        }
    }
}
