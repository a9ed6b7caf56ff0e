using Tasker.Caching.Engine;

namespace Tasker.Caching.Entries;

/// <summary>Says that responses under a key could not be stored a moment ago: no request waits for one.</summary>
internal sealed class DoNotWaitMark(string key, long now, long time) : NearEntry(key, 0, now + time)
{
    internal override bool IsMark => true;

    /// <summary>An entry that is fresh, and could still be of use when the mark is gone, stays.</summary>
    public override bool MayReplace(NearEntry held) =>
        held is DoNotWaitMark || held.ExpiresAt <= ExpiresAt || (held is CachedEntry entry && !entry.IsFreshAt(now));
}
