using System.Data.Common;

namespace Tasker.OutputCache.Testing;

/// <summary>Notes what passes to the evictor of the host.</summary>
internal sealed class RecordingEvictor(ICacheEvictor evictor, EvictionRecorder recorder, TimeProvider clock) : ICacheEvictor
{
    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        NoteAsync(tags, EvictionMode.Hard, evictor.EvictAsync(tags, cancellationToken));

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default) =>
        NoteAsync(tags, mode, evictor.EvictAsync(tags, mode, cancellationToken));

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, DbTransaction transaction, CancellationToken cancellationToken = default) =>
        NoteAsync(tags, EvictionMode.Hard, evictor.EvictAsync(tags, transaction, cancellationToken));

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) =>
        NoteAsync([CacheTag.Everything], EvictionMode.Hard, evictor.EvictEverythingAsync(cancellationToken));

    // The evictor is called before this method is entered: what it notes of the current request must not be lost on its return.
    private async ValueTask<EvictionResult> NoteAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, ValueTask<EvictionResult> evicting)
    {
        EvictionResult? result = null;
        try
        {
            return (result = await evicting.ConfigureAwait(false)).Value;
        }
        finally
        {
            recorder.Add(new RecordedEviction([.. tags], mode, result, clock.GetUtcNow()));
        }
    }
}
