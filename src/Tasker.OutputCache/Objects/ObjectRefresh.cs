using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Objects;

/// <summary>Computes an object anew by running its caller's factory once more.</summary>
internal sealed class ObjectRefresh<TState, T>(ObjectCache cache, ObjectWork<TState, T> origin, CachedEntry stale, bool isAwaited) : CacheRefresh
{
    public override async Task<RefreshResult> RunAsync(Flight flight)
    {
        var work = origin.Again(stale);
        cache.Engine.Take(work, work.Key, () => flight);
        using var timeout = new CancellationTokenSource(cache.Settings.MaxWait, cache.Clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cache.Stopping);
        var token = ended.Token;
        Task<ObjectResult<T>> running;
        if (isAwaited)
        {
            running = cache.RunAsync(work, token);
        }
        else
        {
            // What flows with the caller, its request above all, ends before this does.
            using (ExecutionContext.SuppressFlow())
            {
                running = Task.Run(() => cache.RunAsync(work, token), CancellationToken.None);
            }
        }

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
            cache.Engine.Fail(work);
            cache.NoteRefreshFailed(exception);
            return RefreshResult.Failed;
        }

        return work.Result is { } entry ? new RefreshResult(entry, HasFailed: false) : RefreshResult.NotStorable;
    }
}
