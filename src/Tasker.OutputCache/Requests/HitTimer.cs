using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Requests;

/// <summary>Times one hit in sixteen, from the moment at which the cache gets the request to the one at which its response has left.</summary>
internal sealed class HitTimer(CacheMetrics metrics, TimeProvider clock)
{
    // The golden ratio: a thread that serves the same endpoints in turn times all of them.
    private const uint Scatter = 0x9E37_79B1;
    private const int Shift = 28;

    /// <summary>What <see cref="Begin"/> returns for most requests.</summary>
    public const long NotTimed = long.MinValue;

    // Of the thread: one for all would travel between the processors with every hit.
    [ThreadStatic]
    private static uint _requests;

    /// <summary>Begins a request, of which it is not known yet whether it is a hit.</summary>
    /// <returns>What <see cref="EndAsync"/> needs.</returns>
    public long Begin() => (++_requests * Scatter) >> Shift == 0 ? clock.GetTimestamp() : NotTimed;

    /// <summary>Ends a hit when its response is written.</summary>
    public Task EndAsync(CacheEndpoint endpoint, long began, Task writing)
    {
        if (began == NotTimed)
        {
            return writing;
        }

        if (!writing.IsCompletedSuccessfully)
        {
            return EndLaterAsync(endpoint, began, writing);
        }

        Note(endpoint, began);
        return writing;
    }

    private async Task EndLaterAsync(CacheEndpoint endpoint, long began, Task writing)
    {
        await writing;
        Note(endpoint, began);
    }

    /// <summary>Ends a request whose response has left.</summary>
    public void End(EndpointRequest request, CacheOutcome outcome)
    {
        if (request.TimedSince != NotTimed && !request.IsReplay && EndpointStatistics.IsHit(CacheOutcomeName.Of(outcome)))
        {
            Note(request.Endpoint, request.TimedSince);
        }
    }

    private void Note(CacheEndpoint endpoint, long began) => endpoint.StatisticsIn(metrics).RecordHit(clock.GetElapsedTime(began));
}
