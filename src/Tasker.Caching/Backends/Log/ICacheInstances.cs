namespace Tasker.Caching.Backends;

/// <summary>Where the instances of a deployment announce themselves, and find one another. A back end offers it if it can, beside its eviction log.</summary>
/// <remarks>
/// <para>Nothing depends on it but what the administration shows: no answer and no eviction. It is called once every few seconds, so it
/// should be one small write. As with <see cref="IEvictionLog"/>, every call may fail or never end; the caller bounds it.</para>
/// <para>Ages are told by the back end's own clock: those of the instances differ. An announcement is opaque bytes, at most 4 KB.</para>
/// </remarks>
public interface ICacheInstances
{
    /// <summary>Keeps what an instance says of itself, in place of what it said before.</summary>
    /// <param name="id">The id of the instance: hexadecimal digits, at most 64.</param>
    /// <param name="announcement">What it says.</param>
    /// <param name="life">How long it is kept. An instance that says nothing more is forgotten then.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when it is kept.</returns>
    ValueTask AnnounceAsync(string id, ReadOnlyMemory<byte> announcement, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Lists what all instances have said last, those included that have gone, as long as it is kept.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The instances, in any order.</returns>
    ValueTask<IReadOnlyList<AnnouncedInstance>> ListAsync(CancellationToken cancellationToken);
}
