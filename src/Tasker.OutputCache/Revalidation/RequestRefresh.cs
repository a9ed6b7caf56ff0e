using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Computes a response again by replaying the request that asked for it.</summary>
internal sealed class RequestRefresh(Replayer replayer, ReplayMessage message, CacheReplayReason reason, StoredResponse? held = null) : CacheRefresh
{
    public override async Task<RefreshResult> RunAsync(Computation computation)
    {
        ReplayOutcome outcome;

        // What is not finished by then has failed: middleware in front of the cache has answered, or the handler does not end.
        using (computation)
        {
            outcome = await replayer.SendAsync(message, ReplayFeature.Of(reason, computation, held), CancellationToken.None).ConfigureAwait(false);
        }

        return outcome.Entry is { } entry ? new RefreshResult(entry, HasFailed: false)
            : outcome.Status is null or >= StatusCodes.Status500InternalServerError ? RefreshResult.Failed
            : RefreshResult.NotStorable;
    }
}
