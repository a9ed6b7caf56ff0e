using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Tiers;

/// <summary>Entries, leases and plain values in Memcached. A hit is one round trip, a miss with its lease two.</summary>
/// <remarks>
/// A lease is an item of its own beside the entry, on the same server: made by <c>add</c>, so that one has it, and changed by
/// its token (<c>cas</c>), so that no node takes it from another. All steps of one operation go over one connection, since
/// the tokens of a server that was restarted begin again.
/// </remarks>
internal sealed partial class MemcachedFarTier : IFarTier
{
    private const int MaximumTries = 4;
    private static readonly TimeSpan TooLargeMark = TimeSpan.FromSeconds(10);

    private readonly EntryServers _servers;
    private readonly Action<string, string> _countFailure;
    private readonly ILogger _logger;

    public MemcachedFarTier(EntryServers servers, Action<string, string> countFailure, ILogger logger)
    {
        _servers = servers;
        _countFailure = countFailure;
        _logger = logger;
    }

    public event Action<string>? LeaseEnded;

    public event Action<string, string>? LeaseLeft;

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) =>
        _servers.CallAsync(
            MemcachedKey.Of(key), "read", new ReadCall(this, key, request, cancellationToken), ReadAsync, cancellationToken,
            static (call, left) => call.Tier.NoteLeft(call.Key, call.Request.Lease?.Token, left, static read => read.Lease == FarLeaseState.Granted));

    private static async Task<FarRead> ReadAsync(MemcachedConnection connection, byte[] key, ReadCall call)
    {
        var found = await connection.ExecuteAsync(MemcachedCommand.Get(key), call.Token).ConfigureAwait(false);
        ThrowIfFailed(found);
        var isVoid = IsDiscarded(found, call.Request);
        if (found.Value is { } value && !isVoid)
        {
            return new FarRead(value, FarLeaseState.None);
        }

        // Void for one reader is void for all: it goes with its token, so that a better one that came meanwhile stays.
        MemcachedCommand[] discard = isVoid ? [MemcachedCommand.Delete(key, found.Cas)] : [];
        return call.Request.Lease is { } lease
            ? await TakeLeaseAsync(connection, key, discard, call.Request, lease, call.Token).ConfigureAwait(false)
            : await DiscardAsync(connection, discard, call.Token).ConfigureAwait(false);
    }

    private static bool IsDiscarded(in MemcachedReply found, FarReadRequest request) =>
        found.Value is { } value && !request.Discard.IsEmpty && value.AsSpan().StartsWith(request.Discard.Span);

    private static async Task<FarRead> DiscardAsync(MemcachedConnection connection, MemcachedCommand[] discard, CancellationToken cancellationToken)
    {
        if (discard.Length > 0)
        {
            ThrowIfFailed((await connection.ExecuteAsync(discard, cancellationToken).ConfigureAwait(false))[0]);
        }

        return new FarRead(null, FarLeaseState.None);
    }

    private static async Task<FarRead> TakeLeaseAsync(
        MemcachedConnection connection, byte[] key, MemcachedCommand[] discard, FarReadRequest request, FarLease lease, CancellationToken cancellationToken)
    {
        var leaseKey = MemcachedKey.LeaseOf(key);
        MemcachedCommand[] commands =
        [
            .. discard,
            MemcachedCommand.Add(leaseKey, LeaseItem.Of(lease), ItemLife.Seconds(lease.Time)),
            MemcachedCommand.Get(leaseKey),

            // Last: who had the lease before may have filled the entry since the first look, and given the lease back.
            MemcachedCommand.Get(key),
        ];
        var replies = await connection.ExecuteAsync(commands, cancellationToken).ConfigureAwait(false);
        var (added, held, entry) = (replies[^3], LeaseItem.From(replies[^2]), replies[^1]);
        if (entry.Value is { } value && !IsDiscarded(entry, request))
        {
            if (added.Code == ReplyCode.Done)
            {
                await connection.ExecuteAsync(MemcachedCommand.Delete(leaseKey, added.Cas), cancellationToken).ConfigureAwait(false);
            }

            return new FarRead(value, FarLeaseState.None);
        }

        return new FarRead(null, added.Code switch
        {
            ReplyCode.Done => FarLeaseState.Granted,

            // A server without memory can't hold the response either.
            ReplyCode.ServerError => FarLeaseState.DoNotWait,
            _ when held.IsMark => FarLeaseState.DoNotWait,
            _ => await TakeOverAsync(connection, leaseKey, held, lease, cancellationToken).ConfigureAwait(false) ? FarLeaseState.Granted : FarLeaseState.Held,
        });
    }

    public async ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken)
    {
        var (stored, ended) = await _servers.CallAsync(
            MemcachedKey.Of(key), "fill", new FillCall(this, key, value, ItemLife.Seconds(life), leaseToken, cancellationToken), FillAsync, cancellationToken,
            static (call, left) => call.Tier.NoteLeft(call.Key, call.LeaseToken, left, static _ => false)).ConfigureAwait(false);
        if (ended)
        {
            CacheGuard.Raise(LeaseEnded, key);
        }

        return stored;
    }

    private async Task<(bool Stored, bool Ended)> FillAsync(MemcachedConnection connection, byte[] key, FillCall call)
    {
        var leaseKey = MemcachedKey.LeaseOf(key);
        if (!connection.Facts.Holds(key.Length, call.Value.Length))
        {
            Refuse(connection, call.Value.Length);
            var waiting = LeaseItem.From(await connection.ExecuteAsync(MemcachedCommand.Get(leaseKey), call.Token).ConfigureAwait(false));
            return (false, await EndLeaseAsync(connection, leaseKey, waiting, call, TooLargeMark).ConfigureAwait(false));
        }

        var replies = await connection.ExecuteAsync([MemcachedCommand.Add(key, call.Value, call.Seconds), MemcachedCommand.Get(leaseKey)], call.Token).ConfigureAwait(false);
        var reply = replies[0].Code == ReplyCode.NotStored ? await OverwriteAsync(connection, key, call).ConfigureAwait(false) : replies[0];
        if (reply.Code == ReplyCode.ServerError)
        {
            // No outage: the server answers, it just has no room.
            Refuse(connection, call.Value.Length, reply);
        }

        var doNotWait = reply.Code == ReplyCode.ServerError ? TooLargeMark : TimeSpan.Zero;
        return (reply.Code == ReplyCode.Done, await EndLeaseAsync(connection, leaseKey, LeaseItem.From(replies[1]), call, doNotWait).ConfigureAwait(false));
    }

    // An entry is there: it stays if its stamp is newer, and goes with its token otherwise.
    private static async Task<MemcachedReply> OverwriteAsync(MemcachedConnection connection, byte[] key, FillCall call)
    {
        MemcachedReply reply = default;
        for (var tries = 0; tries < MaximumTries; tries++)
        {
            var held = await connection.ExecuteAsync(MemcachedCommand.Get(key), call.Token).ConfigureAwait(false);
            if (held.Value is { } entry && StampOrder.IsNewer(entry, call.Value.Span))
            {
                return default(MemcachedReply) with { Code = ReplyCode.NotStored };
            }

            var store = held.Value is null
                ? MemcachedCommand.Add(key, call.Value, call.Seconds)
                : MemcachedCommand.Replace(key, call.Value, held.Cas, call.Seconds);
            reply = await connection.ExecuteAsync(store, call.Token).ConfigureAwait(false);
            if (reply.Code is ReplyCode.Done or ReplyCode.ServerError)
            {
                return reply;
            }
        }

        return reply;
    }

    private static async Task<bool> EndLeaseAsync(MemcachedConnection connection, byte[] leaseKey, LeaseItem held, FillCall call, TimeSpan doNotWait)
    {
        var isOwn = held.IsOf(call.LeaseToken);
        if ((isOwn || (held.IsMark && doNotWait == TimeSpan.Zero)) && EndOf(leaseKey, held, doNotWait) is { } end)
        {
            await connection.ExecuteAsync(end, call.Token).ConfigureAwait(false);
        }

        return isOwn;
    }

    private void Refuse(MemcachedConnection connection, int length, MemcachedReply reply = default)
    {
        var isTooLarge = reply.Code != ReplyCode.ServerError || reply.IsTooLarge;
        _countFailure("fill", isTooLarge ? "too-large" : "no-memory");
        if (isTooLarge)
        {
            _logger.EntryTooLarge(length, connection.Facts.MaximumItem);
        }
        else
        {
            _logger.EntryRefused(reply.Text);
        }
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        _servers.CallAsync(MemcachedKey.Of(key), "remove", cancellationToken, RemoveAsync, cancellationToken);

    private static async Task<bool> RemoveAsync(MemcachedConnection connection, byte[] key, CancellationToken cancellationToken) =>
        (await connection.ExecuteAsync(MemcachedCommand.Delete(key), cancellationToken).ConfigureAwait(false)).Code == ReplyCode.Done;

    [SuppressMessage("Performance", "CA1822", Justification = "Part of the contract.")]
    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => ValueTask.FromException<long>(
        new NotSupportedException("Memcached can't list its keys, so entries can't be removed by a pattern. Evict a tag instead: every entry carries its resource, its endpoint, its path and its key as tags."));

    private static void ThrowIfFailed(in MemcachedReply reply)
    {
        if (reply.Code == ReplyCode.ServerError)
        {
            throw new MemcachedUnavailableException($"Memcached could not do it: {reply.Text}");
        }
    }

    private readonly record struct ReadCall(MemcachedFarTier Tier, string Key, FarReadRequest Request, CancellationToken Token);

    private readonly record struct FillCall(MemcachedFarTier Tier, string Key, ReadOnlyMemory<byte> Value, uint Seconds, string? LeaseToken, CancellationToken Token);
}
