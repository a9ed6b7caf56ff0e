namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>Evicts, and ends when the eviction log has it.</summary>
internal sealed class FeedEvictor(ICacheEvictor evictor, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken)
    {
        while (!await TryEvictAsync(tags, cancellationToken).ConfigureAwait(false))
        {
            // It is in force here, and in the journal of this process, which may end before the log can be reached.
            await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryEvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken)
    {
        EvictionResult result;
        try
        {
            result = await evictor.EvictAsync(tags, cancellationToken).ConfigureAwait(false);
        }
        catch (EvictionRefusedException)
        {
            // In Development.
            result = EvictionResult.Refused;
        }

        // The engine has logged what is wrong with the tags. What they were meant to cover is not known.
        return result == EvictionResult.Refused
            ? await evictor.EvictEverythingAsync(cancellationToken).ConfigureAwait(false) == EvictionResult.Confirmed
            : result == EvictionResult.Confirmed;
    }
}
