using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects.Distributed;

/// <summary>The framework's distributed cache on the shared back end: every call goes there. While it is out, what this process has written is in its memory.</summary>
internal sealed partial class TaskerDistributedCache : IBufferDistributedCache
{
    // How long it is remembered that something was to be removed which could not be.
    private static readonly TimeSpan RemovalLife = TimeSpan.FromHours(24);

    private readonly FarAccess _far;
    private readonly NearTier _near;
    private readonly ResourceCatalog _resources;
    private readonly EvictionFollower _follower;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _state = (int)BackendState.Unknown;

    public TaskerDistributedCache(
        FarAccess far, NearTier near, ResourceCatalog resources, EvictionFollower follower, TimeProvider clock, ILogger<TaskerDistributedCache> logger)
    {
        _far = far;
        _near = near;
        _resources = resources;
        _follower = follower;
        _clock = clock;
        _logger = logger;
    }

    private DateTimeOffset Now => _follower.ServerTime;

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => (await FindAsync(key, token).ConfigureAwait(false))?.ToArray();

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await FindAsync(key, token).ConfigureAwait(false) is not { } bytes)
        {
            return false;
        }

        destination.Write(bytes.Span);
        return true;
    }

    public async Task RefreshAsync(string key, CancellationToken token = default) => await FindAsync(key, token).ConfigureAwait(false);

    private async ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        if (!_far.KeepsValues)
        {
            Report(BackendState.None);
            return TouchHere(name);
        }

        var (isDone, bytes) = await _far.OnValuesAsync("get_value", values => values.GetValueAsync(name, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        if (!isDone)
        {
            Report(BackendState.Out);
            return TouchHere(name);
        }

        Report(BackendState.Answers);
        var value = bytes is { } found ? DistributedValue.Decode(found) : null;
        if (FindHere(name) is { IsPending: true } pending && await HandInAsync(pending, value, cancellationToken).ConfigureAwait(false))
        {
            value = pending.Value;
        }

        if (value is null || value.Bytes is null || value.IsOverAt(Now))
        {
            return null;
        }

        if (value.Sliding is not null)
        {
            var life = value.LifeAt(Now);
            await _far.OnValuesAsync("touch_value", values => values.TouchValueAsync(name, life, CancellationToken.None), cancellationToken).ConfigureAwait(false);
            TouchHere(name);
        }

        return value.Bytes;
    }

    // Written while the back end was out. What another instance has written since goes first.
    private async ValueTask<bool> HandInAsync(DistributedEntry pending, DistributedValue? found, CancellationToken cancellationToken)
    {
        if (found is not null && found.Written >= pending.Value.Written)
        {
            _near.Remove(pending);
            return false;
        }

        if (pending.Value.Bytes is null)
        {
            await RemoveAsync(pending.Key, pending.Value, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await SetAsync(pending.Key, pending.Value, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);

        // The array is the caller's, who may change it.
        return SetAsync(NameOf(key), Make(value.ToArray(), options), token).AsTask();
    }

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        SetAsync(NameOf(key), Make(value.ToArray(), options), token);

    private DistributedValue Make(byte[] bytes, DistributedCacheEntryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var now = Now;
        var endsAt = options.AbsoluteExpirationRelativeToNow is { } relative ? now + relative : options.AbsoluteExpiration;
        return endsAt <= now
            ? throw new ArgumentOutOfRangeException(nameof(options), endsAt, "The expiry must be in the future.")
            : new DistributedValue(bytes, now, endsAt, options.SlidingExpiration);
    }

    private async ValueTask SetAsync(string name, DistributedValue value, CancellationToken cancellationToken)
    {
        var isPending = false;
        if (_far.KeepsValues)
        {
            var life = value.LifeAt(Now);
            var (isDone, _) = await _far.OnValuesAsync(
                "set_value",
                async values =>
                {
                    await values.SetValueAsync(name, value.Encode(), life, CancellationToken.None).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            isPending = !isDone;
        }

        Report(!_far.KeepsValues ? BackendState.None : isPending ? BackendState.Out : BackendState.Answers);
        KeepHere(name, value, value.LifeAt(Now), isPending);
    }

    public Task RemoveAsync(string key, CancellationToken token = default) => RemoveAsync(NameOf(key), new DistributedValue(null, Now, null, null), token).AsTask();

    private async ValueTask RemoveAsync(string name, DistributedValue removal, CancellationToken cancellationToken)
    {
        if (_far.KeepsValues)
        {
            var (isDone, _) = await _far.OnValuesAsync("remove_value", values => values.RemoveValueAsync(name, CancellationToken.None), cancellationToken).ConfigureAwait(false);
            Report(isDone ? BackendState.Answers : BackendState.Out);
            if (!isDone)
            {
                KeepHere(name, removal, RemovalLife, isPending: true);
                return;
            }
        }

        _near.RemoveByKey(name);
    }

    // In braces, as the contract of values has it: a removal of entries by pattern logs no user out.
    private string NameOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return NameOf(_resources.Options.KeyPrefix, key);
    }

    /// <summary>Returns the name of a value in the shared back end, and in memory.</summary>
    public static string NameOf(string prefix, string key)
    {
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            writer.Append('{');
            KeyHead.Write(ref writer, prefix, "distributed");
            ObjectNames.Append(ref writer, key);
            writer.Append('}');
            return writer.ToString();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
