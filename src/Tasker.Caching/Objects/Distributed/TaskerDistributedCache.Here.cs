using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace Tasker.Caching.Objects.Distributed;

/// <content>This process's memory, and the calls that block.</content>
internal sealed partial class TaskerDistributedCache
{
    private DistributedEntry? FindHere(string name) =>
        _near.TryGet(name, out var found) && found is DistributedEntry entry && !entry.Value.IsOverAt(Now) ? entry : null;

    private ReadOnlyMemory<byte>? TouchHere(string name)
    {
        if (FindHere(name) is not { } entry)
        {
            return null;
        }

        if (entry.Value.Sliding is not null)
        {
            KeepHere(name, entry.Value, entry.Value.LifeAt(Now), entry.IsPending);
        }

        return entry.Value.Bytes;
    }

    private void KeepHere(string name, DistributedValue value, TimeSpan life, bool isPending)
    {
        var expiresAt = _clock.GetTimestamp() + (long)(life.TotalSeconds * _clock.TimestampFrequency);
        if (!_near.TrySet(new DistributedEntry(name, value, expiresAt, isPending)))
        {
            // There is no room for it. The one before must not be taken for it.
            _near.RemoveByKey(name);
        }
    }

    private void Report(BackendState state)
    {
        var before = (BackendState)Interlocked.Exchange(ref _state, (int)state);
        switch (state)
        {
            case var same when same == before:
                break;
            case BackendState.Out:
                _logger.ValuesInMemory();
                break;
            case BackendState.None:
                _logger.ValuesNotShared(_follower.Backend);
                break;
            case BackendState.Answers when before == BackendState.Out:
                _logger.ValuesShared();
                break;
        }
    }

    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public bool TryGet(string key, IBufferWriter<byte> destination) => TryGetAsync(key, destination).AsTask().GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).AsTask().GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();
}
