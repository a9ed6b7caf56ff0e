using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Keeps resources that need a shared tier out of the cache while there is none, and says so once.</summary>
internal sealed class SharedRequirement(EvictionFollower follower, ILogger logger)
{
    private readonly ConcurrentDictionary<string, CacheOutcome> _reported = new(StringComparer.Ordinal);

    /// <summary>Says whether a resource may be cached now.</summary>
    /// <returns><see cref="CacheOutcome.Miss"/> if it may; otherwise why not.</returns>
    public CacheOutcome Check(ResourceSettings settings, long timestamp)
    {
        if (!settings.RequiresShared)
        {
            return CacheOutcome.Miss;
        }

        var outcome = follower.IsLocal ? CacheOutcome.NotShared : follower.IsAttachedAt(timestamp) ? CacheOutcome.Miss : CacheOutcome.Detached;
        if (_reported.GetValueOrDefault(settings.Name, CacheOutcome.Miss) != outcome)
        {
            Report(settings.Name, outcome);
        }

        return outcome;
    }

    private void Report(string resource, CacheOutcome outcome)
    {
        var before = CacheOutcome.Miss;
        _reported.AddOrUpdate(
            resource,
            outcome,
            (_, held) =>
            {
                before = held;
                return outcome;
            });
        switch (outcome)
        {
            case var same when same == before:
                break;
            case CacheOutcome.NotShared:
                logger.NotShared(follower.Backend, resource);
                break;
            case CacheOutcome.Detached:
                logger.SharedTierLost(follower.Backend, resource);
                break;
            default:
                logger.SharedTierBack(follower.Backend, resource);
                break;
        }
    }
}
