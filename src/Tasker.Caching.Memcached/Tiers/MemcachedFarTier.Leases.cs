using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tiers;

/// <content>Leases: items of their own, changed by their tokens only.</content>
internal sealed partial class MemcachedFarTier
{
    // One's own, or one whose holder computes what is void by now. By its token: of several who see it, one takes it over.
    private static async Task<bool> TakeOverAsync(MemcachedConnection connection, byte[] leaseKey, LeaseItem held, FarLease lease, CancellationToken cancellationToken)
    {
        if (!held.IsOutdatedFor(lease))
        {
            return held.IsOf(lease.Token);
        }

        var replacement = MemcachedCommand.Replace(leaseKey, LeaseItem.Of(lease), held.Cas, ItemLife.Seconds(lease.Time));
        return (await connection.ExecuteAsync(replacement, cancellationToken).ConfigureAwait(false)).Code == ReplyCode.Done;
    }

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) =>
        _servers.CallAsync(
            MemcachedKey.Of(key), "lease", new LeaseCall(this, key, lease, cancellationToken), TryLeaseAsync, cancellationToken,
            static (call, left) => call.Tier.NoteLeft(call.Key, call.Lease.Token, left, static isGranted => isGranted));

    private static async Task<bool> TryLeaseAsync(MemcachedConnection connection, byte[] key, LeaseCall call)
    {
        var leaseKey = MemcachedKey.LeaseOf(key);
        MemcachedCommand[] commands =
            [MemcachedCommand.Add(leaseKey, LeaseItem.Of(call.Lease), ItemLife.Seconds(call.Lease.Time)), MemcachedCommand.Get(leaseKey)];
        var replies = await connection.ExecuteAsync(commands, call.Token).ConfigureAwait(false);
        return replies[0].Code == ReplyCode.Done
            || await TakeOverAsync(connection, leaseKey, LeaseItem.From(replies[1]), call.Lease, call.Token).ConfigureAwait(false);
    }

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) =>
        _servers.CallAsync(MemcachedKey.Of(key), "renew", (lease, token: cancellationToken), RenewLeaseAsync, cancellationToken);

    private static async Task<bool> RenewLeaseAsync(MemcachedConnection connection, byte[] key, (FarLease Lease, CancellationToken Token) call)
    {
        var leaseKey = MemcachedKey.LeaseOf(key);
        var held = LeaseItem.From(await connection.ExecuteAsync(MemcachedCommand.Get(leaseKey), call.Token).ConfigureAwait(false));
        if (!held.IsOf(call.Lease.Token))
        {
            return false;
        }

        var renewal = MemcachedCommand.Replace(leaseKey, LeaseItem.Of(call.Lease), held.Cas, ItemLife.Seconds(call.Lease.Time));
        return (await connection.ExecuteAsync(renewal, call.Token).ConfigureAwait(false)).Code == ReplyCode.Done;
    }

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken)
    {
        // Who gives a lease back must hear that it did not arrive, and repeats it.
        var hadIt = await _servers.CallStrictlyAsync(MemcachedKey.Of(key), (token, doNotWait, cancellationToken), EndLeaseAsync).ConfigureAwait(false);
        if (hadIt)
        {
            CacheGuard.Raise(LeaseEnded, key);
        }
    }

    private static async Task<bool> EndLeaseAsync(MemcachedConnection connection, byte[] key, (string Token, TimeSpan DoNotWait, CancellationToken Cancellation) call)
    {
        var leaseKey = MemcachedKey.LeaseOf(key);
        var held = LeaseItem.From(await connection.ExecuteAsync(MemcachedCommand.Get(leaseKey), call.Cancellation).ConfigureAwait(false));
        var isOwn = held.IsOf(call.Token);
        if (held.IsThere && !isOwn)
        {
            return false;
        }

        if (EndOf(leaseKey, held, call.DoNotWait) is { } end)
        {
            await connection.ExecuteAsync(end, call.Cancellation).ConfigureAwait(false);
        }

        return isOwn;
    }

    // The lease that a call has got after its caller had gone, and that of a call whose connection was lost: the caller computes
    // without it, and no other node knows of it.
    private void NoteLeft<T>(string key, string? token, Task<T> left, Func<T, bool> hasLease)
    {
        if (token is not null)
        {
            CacheGuard.Forget(NoteLeftAsync(key, token, left, hasLease));
        }
    }

    private async Task NoteLeftAsync<T>(string key, string token, Task<T> left, Func<T, bool> hasLease)
    {
        await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!left.IsCompletedSuccessfully || hasLease(await left.ConfigureAwait(false)))
        {
            CacheGuard.Raise(LeaseLeft, key, token);
        }
    }

    private static MemcachedCommand? EndOf(byte[] leaseKey, LeaseItem held, TimeSpan doNotWait)
    {
        if (doNotWait > TimeSpan.Zero)
        {
            return held.IsThere
                ? MemcachedCommand.Replace(leaseKey, LeaseItem.DoNotWait, held.Cas, ItemLife.Seconds(doNotWait))
                : MemcachedCommand.Add(leaseKey, LeaseItem.DoNotWait, ItemLife.Seconds(doNotWait));
        }

        return held.IsThere ? MemcachedCommand.Delete(leaseKey, held.Cas) : null;
    }

    private readonly record struct LeaseCall(MemcachedFarTier Tier, string Key, FarLease Lease, CancellationToken Token);
}
