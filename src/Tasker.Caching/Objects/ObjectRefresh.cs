using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects;

/// <summary>Computes an object again by running its caller's factory once more.</summary>
internal sealed class ObjectRefresh<TState, T>(ObjectCache cache, ObjectWork<TState, T> origin, bool isAwaited) : CacheRefresh
{
    public override async Task<RefreshResult> RunAsync(Computation computation)
    {
        var work = origin.Again();
        computation.TryPassOn(work);
        using var timeout = new CancellationTokenSource(cache.Settings.MaxWait, cache.Clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cache.Stopping);
        var token = ended.Token;

        // What flows with the caller, its request above all, ends before this does, unless he waits.
        var running = isAwaited ? cache.RunAsync(work, computation, token) : cache.Environment.RunDetachedAsync(() => cache.RunAsync(work, computation, token));
        try
        {
            var result = await running.WaitAsync(token).ConfigureAwait(false);
            if (result.Failure is { } failure)
            {
                cache.NoteRefreshFailed(failure.SourceException);
                return RefreshResult.Failed;
            }
        }
        catch (OperationCanceledException exception)
        {
            computation.Fail();
            cache.NoteRefreshFailed(exception);
            return RefreshResult.Failed;
        }

        return computation.Result is { } entry ? new RefreshResult(entry, HasFailed: false) : RefreshResult.NotStorable;
    }
}
