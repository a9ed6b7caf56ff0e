namespace Tasker.Caching.Backends;

/// <summary>The owner of a back end, which its provider forgets once it is disposed of. It is disposed of once.</summary>
internal sealed class OwnedBackend(IAsyncDisposable owner, Func<IAsyncDisposable, bool> disown) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => disown(owner) ? owner.DisposeAsync() : default;
}
