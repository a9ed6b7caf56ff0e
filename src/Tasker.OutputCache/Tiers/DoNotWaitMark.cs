namespace Tasker.OutputCache.Tiers;

/// <summary>Says that responses under a key could not be stored a moment ago: nobody is to wait for one.</summary>
internal sealed class DoNotWaitMark(string key, long expiresAt) : NearEntry(key, 0, expiresAt)
{
    /// <summary>An entry that could still be of use when the mark is gone stays.</summary>
    public override bool MayReplace(NearEntry held) => held is DoNotWaitMark || held.ExpiresAt <= ExpiresAt;
}
