namespace Tasker.Caching.Backends;

/// <summary>Plain values that live for a time, and that no eviction touches. A far tier implements it as well, if it can keep them.</summary>
/// <remarks>
/// As with <see cref="IFarTier"/>, every call may fail or never end; the caller bounds it. The keys begin with a brace, and
/// no entry has one of them; a removal by pattern leaves them alone. They may be longer than the tier's own keys.
/// </remarks>
public interface IFarValues
{
    /// <summary>Reads a value.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, or <see langword="null"/> if there is none.</returns>
    ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps a value, in place of the one before. Later reads, on any node, get this one.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="life">How long it is kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the value is kept.</returns>
    ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Lets a value live for a time from now, whatever was left of its life.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="life">How long it is kept.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there is such a value.</returns>
    ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>Removes a value.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken);
}
