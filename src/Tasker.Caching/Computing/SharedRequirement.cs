using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Computing;

/// <summary>Keeps resources that need a shared tier out of the cache while there is none, and says so once.</summary>
internal sealed class SharedRequirement(EvictionFollower follower, ILogger logger)
{
    // What keeps a resource out, as it was said last; nothing, where it may be cached.
    private readonly ConcurrentDictionary<string, CacheOutcome?> _reported = new(StringComparer.Ordinal);

    /// <summary>Says whether a resource that needs a shared tier may be cached now.</summary>
    /// <param name="settings">The resource.</param>
    /// <param name="timestamp">The current timestamp.</param>
    /// <param name="reason">Why not.</param>
    public bool TryAdmit(ResourceSettings settings, long timestamp, out CacheOutcome reason)
    {
        CacheOutcome? obstacle = follower.IsLocal ? CacheOutcome.NotShared : follower.IsAttachedAt(timestamp) ? null : CacheOutcome.Detached;
        if (_reported.GetValueOrDefault(settings.Name) != obstacle)
        {
            Report(settings.Name, obstacle);
        }

        reason = obstacle.GetValueOrDefault();
        return obstacle is null;
    }

    private void Report(string resource, CacheOutcome? obstacle)
    {
        CacheOutcome? before = null;
        _reported.AddOrUpdate(
            resource,
            obstacle,
            (_, held) =>
            {
                before = held;
                return obstacle;
            });
        switch (obstacle)
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
