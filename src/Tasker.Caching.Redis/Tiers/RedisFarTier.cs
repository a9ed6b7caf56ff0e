using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Scripts;

namespace Tasker.Caching.Redis.Tiers;

/// <summary>Entries, leases and plain values in Redis. Every call is one round trip, but a look-up that takes the lease, which is two, and <see cref="RemoveByPatternAsync"/>.</summary>
internal sealed class RedisFarTier : IFarTier, IFarValues
{
    private const int LastDigitOfStamp = FarEntryPrefix.StampOffset + FarEntryPrefix.StampLength - 1;
    private static readonly RedisScript Read = RedisScript.Load("read");
    private static readonly RedisScript Fill = RedisScript.Load("fill");
    private static readonly RedisScript Lease = RedisScript.Load("lease");
    private static readonly RedisScript EndLease = RedisScript.Load("end-lease");

    private readonly RedisConnectionPool _pool;
    private readonly string _head;
    private readonly Func<int, string> _channel;

    /// <param name="pool">The connections.</param>
    /// <param name="head">How the keys of this deployment's entries begin.</param>
    /// <param name="channel">Where the ends of leases are announced.</param>
    public RedisFarTier(RedisConnectionPool pool, string head, Func<int, string> channel)
    {
        _pool = pool;
        _head = head;
        _channel = channel;
        pool.Log.Subscribe(channel, message => CacheGuard.Raise(LeaseEnded, (string)message!));
    }

    public event Action<string>? LeaseEnded;

    private RedisValue Channel => _pool.Log.ChannelPrefix + _channel(_pool.Log.Database);

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) =>
        !request.Discard.IsEmpty ? EvaluateReadAsync(key, request.Lease, request.Discard, cancellationToken)
        : request.Lease is { } lease ? GetOrLeaseAsync(key, lease, cancellationToken)
        : GetAsync(key, cancellationToken);

    // A hit needs neither the lease nor the script. Where there is none, the script looks again and takes the lease, in one step:
    // what the first answer says decides nothing else. Both are one call to the caller, with one time-out.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FarRead> GetOrLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken)
    {
        var read = await GetAsync(key, cancellationToken).ConfigureAwait(false);
        return read.Value is null ? await EvaluateReadAsync(key, lease, default, cancellationToken).ConfigureAwait(false) : read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FarRead> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var value = await _pool.Next()
                .CallAsync(key, static (database, key) => database.StringGetAsync(key, CommandFlags.DemandMaster))
                .Abandonable(cancellationToken).ConfigureAwait(false);
            return new FarRead(ToMemory(value), FarLeaseState.None);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            // Not of ours. The script removes it.
            return default;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FarRead> EvaluateReadAsync(string key, FarLease? lease, ReadOnlyMemory<byte> discard, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            lease?.Token ?? string.Empty,
            Milliseconds(lease?.Time ?? TimeSpan.Zero),
            discard.ToArray(),
            Digits(lease?.Horizon ?? 0),
            Digits(lease?.Marker ?? 0),
        ];
        var result = (RedisValue[])(await Read.EvaluateAsync(_pool.Next(), [key, RedisNames.LeaseOf(key)], values)
            .Abandonable(cancellationToken).ConfigureAwait(false))!;
        var state = (int)result[0] switch
        {
            1 => FarLeaseState.Granted,
            2 => FarLeaseState.Held,
            3 => FarLeaseState.DoNotWait,
            _ => FarLeaseState.None,
        };
        return new FarRead(ToMemory(result[1]), state);
    }

    // The client's own array, not a copy.
    private static ReadOnlyMemory<byte>? ToMemory(RedisValue value) => value.IsNull ? default(ReadOnlyMemory<byte>?) : (byte[])value!;

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => LeaseAsync(key, lease, "1", cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => LeaseAsync(key, lease, "0", cancellationToken);

    private async ValueTask<bool> LeaseAsync(string key, FarLease lease, RedisValue takes, CancellationToken cancellationToken) =>
        (bool)await Lease.EvaluateAsync(_pool.Next(), [RedisNames.LeaseOf(key)], [lease.Token, Milliseconds(lease.Time), takes, Digits(lease.Horizon), Digits(lease.Marker)])
            .Abandonable(cancellationToken).ConfigureAwait(false);

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken) =>
        await EndLease.EvaluateAsync(
            _pool.Next(),
            [RedisNames.LeaseOf(key)],
            [token, doNotWait > TimeSpan.Zero ? Milliseconds(doNotWait) : 0, Channel, key])
            .Abandonable(cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken) =>
        (bool)await Fill.EvaluateAsync(
            _pool.Next(),
            [key, RedisNames.LeaseOf(key)],
            [ToArray(value), Milliseconds(life), leaseToken ?? string.Empty, FarEntryPrefix.StampOffset, LastDigitOfStamp, Channel, key])
            .Abandonable(cancellationToken).ConfigureAwait(false);

    // The oldest client takes arrays only.
    private static byte[] ToArray(ReadOnlyMemory<byte> value) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(value, out var segment) && segment.Array is { } array && array.Length == value.Length
            ? array
            : value.ToArray();

    // Scripts compare them as text.
    private static string Digits(long sequence) => sequence.ToString("x16", CultureInfo.InvariantCulture);

    // Redis refuses a life of zero.
    private static long Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds);

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        (bool)await _pool.Next()
            .CallAsync((RedisKey)key, static (database, key) => database.ExecuteAsync("UNLINK", key))
            .Abandonable(cancellationToken).ConfigureAwait(false);

    public async ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) =>
        await new KeyScan(_pool.Next(), _head, pattern).RemoveAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken) =>
        ToMemory(await _pool.Next()
            .CallAsync(key, static (database, key) => database.StringGetAsync(key, CommandFlags.DemandMaster))
            .Abandonable(cancellationToken).ConfigureAwait(false));

    public async ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken) =>
        await _pool.Next()
            .CallAsync((Key: key, Value: ToArray(value), Life: Life(life)), static (database, call) =>
                database.StringSetAsync(call.Key, call.Value, call.Life, When.Always, CommandFlags.DemandMaster))
            .Abandonable(cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken) =>
        await _pool.Next()
            .CallAsync((Key: key, Life: Life(life)), static (database, call) => database.KeyExpireAsync(call.Key, call.Life, CommandFlags.DemandMaster))
            .Abandonable(cancellationToken).ConfigureAwait(false);

    private static TimeSpan Life(TimeSpan time) => TimeSpan.FromMilliseconds(Milliseconds(time));

    public ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken) => RemoveAsync(key, cancellationToken);
}
