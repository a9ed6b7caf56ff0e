using Tasker.Caching;

namespace Tasker.OutputCache.Requests;

/// <summary>Evicts one tag for many who ask at once: one call is under way, and all who come meanwhile share the next.</summary>
internal sealed class JoinedEviction(ICacheEvictor evictor, CacheTag tag)
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Evicts the tag by a call that begins after this one.</summary>
    public Task EvictAsync()
    {
        lock (_lock)
        {
            return _next ??= RunAfterAsync(_running);
        }
    }

    private async Task RunAfterAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            // Who comes from here on comes too late for this one.
            _running = _next!;
            _next = null;
        }

        await evictor.EvictAsync([tag], CancellationToken.None).ConfigureAwait(false);
    }
}
