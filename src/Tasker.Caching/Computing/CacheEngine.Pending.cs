using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <content>Lookups while a transaction of this process is open that will evict something.</content>
[Experimental(EngineFace.DiagnosticId)]
public sealed partial class CacheEngine
{
    // A request with an open transaction must see its own changes, and no other request may.
    private async ValueTask<CacheLookup> LookupBesidePendingAsync(CacheOperation work, CancellationToken cancellationToken)
    {
        work.MissReason = MissReason.Evicted;
        if (PendingEvictions.Cover(work.KnownTags))
        {
            return KeepNothing(work, CacheOutcome.Miss);
        }

        // The handler of the entry may have added tags.
        var lookup = await LookupAnyAsync(work, cancellationToken).ConfigureAwait(false);
        if (lookup.Entry is not { } entry || !PendingEvictions.Cover(entry.Tags))
        {
            return lookup;
        }

        work.MissReason = MissReason.Evicted;
        return KeepNothing(work, CacheOutcome.Miss);
    }
}
