using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Evictions.Following;

/// <summary>A reading that concurrent callers share, as far as each gets one that begins after its call.</summary>
/// <param name="read">Reads, and says whether that could be done.</param>
/// <param name="environment">Knows how to leave the stack of a caller.</param>
internal sealed class SharedReading(Func<Task<bool>> read, EngineEnvironment environment)
{
    private readonly Lock _lock = new();
    private Task<bool>? _running;
    private Task<bool>? _next;

    public Task<bool> RunAsync()
    {
        lock (_lock)
        {
            // One that has yet to begin: it will do for everybody who comes before it does.
            if (_next is not null)
            {
                return _next;
            }

            if (_running is null or { IsCompleted: true })
            {
                return _running = ReadAsync();
            }

            // A reading in flight began before this call: only the one after it will do.
            return _next = ReadAfterAsync(_running);
        }
    }

    private async Task<bool> ReadAfterAsync(Task<bool> running)
    {
        // Never on the caller's stack, which holds the lock and has yet to note that this one is the next.
        await environment.Yield();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task<bool> next;
        lock (_lock)
        {
            _next = null;
            next = _running = ReadAsync();
        }

        return await next.ConfigureAwait(false);
    }

    private async Task<bool> ReadAsync()
    {
        await environment.Yield();
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Shared by many: one that throws would leave all who come later with a reading that never begins.
            CaughtErrors.Add(LoopNames.Following, exception);
            return false;
        }
    }
}
