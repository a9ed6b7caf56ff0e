using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <content>Lookups while a transaction of this process is open that will evict something.</content>
internal sealed partial class CacheEngine
{
    // A request with an open transaction must see its own changes, and nobody else may.
    private async ValueTask<CacheLookup> LookupBesidePendingAsync(CacheWork work, CancellationToken cancellationToken)
    {
        if (PendingEvictions.Cover(work.KnownTags))
        {
            return KeepNothing(work, CacheOutcome.Miss);
        }

        // The handler of the entry may have added tags.
        var lookup = await LookupAnyAsync(work, cancellationToken).ConfigureAwait(false);
        return lookup.Entry is { } entry && PendingEvictions.Cover(entry.Tags) ? KeepNothing(work, CacheOutcome.Miss) : lookup;
    }
}
