using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Computes a response anew by replaying the request that asked for it.</summary>
internal sealed class RequestRefresh(Replayer replayer, CacheEngine engine, ReplayMessage message, string key, CacheReplayReason reason, CachedEntry fallback) : CacheRefresh
{
    public override async Task<RefreshResult> RunAsync(Flight flight)
    {
        var replay = new ReplayFeature(reason, key, flight, fallback);
        ReplayOutcome outcome;
        try
        {
            outcome = await replayer.SendAsync(message, replay, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            replay.End(engine);
        }

        return outcome.Entry is { } entry ? new RefreshResult(entry, HasFailed: false)
            : outcome.Status is null or >= StatusCodes.Status500InternalServerError ? RefreshResult.Failed
            : RefreshResult.NotStorable;
    }
}
