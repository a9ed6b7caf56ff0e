using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.Transactions;

namespace Tasker.Caching.EntityFrameworkCore.Interception;

/// <summary>Evicts after commits, and never fails.</summary>
internal sealed class CommitEvictor(ICacheEvictor evictor, ICacheTransactions transactions, ILogger logger)
{
    /// <summary>Evicts: on this node before the method returns its task, which ends, bounded, when the log has it.</summary>
    public Task EvictAsync(EvictionSet evictions)
    {
        if (evictions.IsEmpty)
        {
            return Task.CompletedTask;
        }

        if (evictions.IsWidened)
        {
            logger.TagsWidened(EvictionSet.MaximumTags);
        }

        // Both begin before one is waited for.
        var hard = EvictAsync(evictions.Tags(EvictionMode.Hard), EvictionMode.Hard);
        var soft = EvictAsync(evictions.Tags(EvictionMode.Soft), EvictionMode.Soft);
        foreach (var (way, tags) in evictions.Settling)
        {
            transactions.EvictAgain(tags, way.Mode, way.Settle);
        }

        return Task.WhenAll(hard, soft);
    }

    /// <summary>Evicts on this node, and lets the log hear of it in the background: a synchronous caller must not wait for a task.</summary>
    public void Evict(EvictionSet evictions) => CacheGuard.Forget(EvictAsync(evictions));

    // Not with the token of the request: a client that goes away must not keep an eviction from happening.
    private async Task EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode)
    {
        if (tags.Count == 0)
        {
            return;
        }

        try
        {
            await evictor.EvictAsync(tags, mode, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EvictionRefusedException)
        {
            // In Development. The log has it, and what is committed is committed.
        }
        catch (Exception exception)
        {
            logger.EvictionFailed(exception);
        }
    }
}
