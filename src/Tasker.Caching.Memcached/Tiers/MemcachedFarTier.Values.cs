using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tiers;

/// <content>Plain values. Nothing judges them, so a failure is never passed over: what was to be replaced may still be there.</content>
internal sealed partial class MemcachedFarTier : IFarValues
{
    public ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken) =>
        _servers.CallStrictlyAsync(MemcachedKey.Of(key), cancellationToken, GetValueAsync);

    private static async Task<ReadOnlyMemory<byte>?> GetValueAsync(MemcachedConnection connection, byte[] key, CancellationToken cancellationToken)
    {
        var reply = await connection.ExecuteAsync(MemcachedCommand.Get(key), cancellationToken).ConfigureAwait(false);
        ThrowIfFailed(reply);
        return reply.Value is { } value ? value : default(ReadOnlyMemory<byte>?);
    }

    public async ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken) =>
        await _servers.CallStrictlyAsync(MemcachedKey.Of(key), (value, ItemLife.Seconds(life), cancellationToken), SetValueAsync).ConfigureAwait(false);

    private async Task<bool> SetValueAsync(MemcachedConnection connection, byte[] key, (ReadOnlyMemory<byte> Value, uint Seconds, CancellationToken Token) call)
    {
        MemcachedReply reply = default;
        if (connection.Facts.Holds(key.Length, call.Value.Length))
        {
            reply = await connection.ExecuteAsync(MemcachedCommand.Set(key, call.Value, call.Seconds), call.Token).ConfigureAwait(false);
            if (reply.Code == ReplyCode.Done)
            {
                return true;
            }
        }

        // What can't be kept is missing from now on; the one before must not be taken for it.
        Refuse(connection, call.Value.Length, reply);
        ThrowIfFailed(await connection.ExecuteAsync(MemcachedCommand.Delete(key), call.Token).ConfigureAwait(false));
        return false;
    }

    public ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken) =>
        _servers.CallStrictlyAsync(MemcachedKey.Of(key), (ItemLife.Seconds(life), cancellationToken), TouchValueAsync);

    private static async Task<bool> TouchValueAsync(MemcachedConnection connection, byte[] key, (uint Seconds, CancellationToken Token) call)
    {
        var reply = await connection.ExecuteAsync(MemcachedCommand.Touch(key, call.Seconds), call.Token).ConfigureAwait(false);
        ThrowIfFailed(reply);
        return reply.Code == ReplyCode.Done;
    }

    public ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken) =>
        _servers.CallStrictlyAsync(MemcachedKey.Of(key), cancellationToken, RemoveAsync);
}
