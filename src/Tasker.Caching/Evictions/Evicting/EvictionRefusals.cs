using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Tags;

namespace Tasker.Caching.Evictions.Evicting;

/// <summary>Decides what of an eviction is refused, and tells of it.</summary>
/// <param name="check">Knows the resources.</param>
/// <param name="throws">Whether the caller is told by an exception: while an application is developed.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Is told once a minute; of each refusal at Debug.</param>
internal sealed class EvictionRefusals(ITagCheck check, bool throws, TimeProvider clock, ILogger<CacheEvictor> logger)
{
    private readonly LogThrottle _pause = new(clock);

    /// <summary>Notes a tag that can't be expanded.</summary>
    public void Add(List<string> reasons, CacheTag? tag, string error) => Report(reasons, $"{error}{(tag is null ? string.Empty : check.SuggestDimension(tag))}");

    /// <summary>Notes a tag of a resource that is not known here. It is evicted all the same: another service may have it.</summary>
    public void AddIfUnknown(List<string> reasons, CacheTag tag)
    {
        if (check.FindUnknownResource(tag) is { } error)
        {
            Report(reasons, error);
        }
    }

    // A mistake in the code comes with every event; one line a minute tells of it as well.
    private void Report(List<string> reasons, string reason)
    {
        reasons.Add(reason);
        if (_pause.MayReport(out var count))
        {
            logger.EvictionRefused(reason, count);
        }
        else
        {
            logger.EvictionRefusedAgain(reason);
        }
    }

    /// <summary>Tells the caller, where callers are told by exceptions.</summary>
    /// <exception cref="EvictionRefusedException">Something was refused.</exception>
    public void ThrowIfAny(EvictionOutcome outcome)
    {
        if (throws && outcome.Reason is { } reason)
        {
            throw new EvictionRefusedException(reason);
        }
    }
}
