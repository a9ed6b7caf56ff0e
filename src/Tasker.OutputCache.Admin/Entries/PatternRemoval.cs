using Tasker.Caching.Backends;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Bodies;

namespace Tasker.OutputCache.Admin.Entries;

/// <summary>Removes entries by a pattern of their keys, to tidy up. It is no eviction: what is being computed is stored after it, and other processes keep their copies.</summary>
internal sealed class PatternRemoval(NearTier near, FarAccess far, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Removes what matches, here and in the shared tier.</summary>
    /// <returns>How many entries, and what to know about it.</returns>
    public async Task<EvictionAnswer> RemoveAsync(string pattern, CancellationToken cancellationToken)
    {
        var removed = 0L;

        // Entries only: to tidy up must log no user out.
        foreach (var entry in near.Snapshot().OfType<CachedEntry>().Where(entry => KeyPattern.Matches(entry.Key, pattern)))
        {
            removed += near.Remove(entry) ? 1 : 0;
        }

        var (shared, note) = await RemoveSharedAsync(pattern, cancellationToken).ConfigureAwait(false);
        return new EvictionAnswer("removed", [], removed + shared, note);
    }

    private async Task<(long Removed, string Note)> RemoveSharedAsync(string pattern, CancellationToken cancellationToken)
    {
        if (!far.HasTier)
        {
            return (0, "Entries of this process were removed. This is no eviction: what was being computed meanwhile is stored.");
        }

        using var timeout = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var removed = await far.RemoveByPatternAsync(pattern, either.Token).ConfigureAwait(false);
            return (removed, "Entries of this process and of the shared tier were removed; other processes keep their copies. Evict a tag to reach those.");
        }
        catch (NotSupportedException)
        {
            return (0, "Entries of this process were removed. The shared tier can't list its keys.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, $"Entries of this process were removed. The shared tier was not looked through to its end: {exception.Message}");
        }
    }
}
