using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>Entries, leases and plain values, each in a file of its own. One lock guards them all.</summary>
public sealed class FileFarTier(FileBackendFiles files, FileBackendOptions options, string entryHead, TimeProvider clock) : IFarTier, IFarValues
{
    private readonly StoredFiles _entries = new(files, "entries", clock);
    private readonly StoredFiles _values = new(files, "values", clock);
    private readonly LeaseFiles _leases = new(files, clock);

    public event Action<string>? LeaseEnded;

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) =>
        files.RunAloneAsync(() => Read(key, request), cancellationToken);

    private FarRead Read(string key, FarReadRequest request)
    {
        if (_entries.Read(key) is { } value)
        {
            if (request.Discard.IsEmpty || !value.AsSpan().StartsWith(request.Discard.Span))
            {
                return new FarRead(value, FarLeaseState.None);
            }

            _entries.Remove(key);
        }

        if (request.Lease is not { } lease)
        {
            return new FarRead(null, FarLeaseState.None);
        }

        switch (_leases.Read(key))
        {
            case { Token: null }:
                return new FarRead(null, FarLeaseState.DoNotWait);
            case { } held when held.Token != lease.Token && held.Horizon >= lease.Marker:
                _leases.Write(key, held with { IsMarked = true });
                return new FarRead(null, FarLeaseState.Held);
            case var held:
                _leases.Write(key, lease, held is { IsMarked: true });
                return new FarRead(null, FarLeaseState.Granted);
        }
    }

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => files.RunAloneAsync(
        () =>
        {
            var held = _leases.Read(key);
            if (held is not null && (held.Token is null || (held.Token != lease.Token && held.Horizon >= lease.Marker)))
            {
                return false;
            }

            _leases.Write(key, lease, held is { IsMarked: true });
            return true;
        },
        cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => files.RunAloneAsync(
        () =>
        {
            if (_leases.Read(key) is not { Token: not null } held || held.Token != lease.Token)
            {
                return false;
            }

            _leases.Write(key, lease, held.IsMarked);
            return true;
        },
        cancellationToken);

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken)
    {
        if (await files.RunAloneAsync(() => _leases.End(key, token, doNotWait), cancellationToken).ConfigureAwait(false))
        {
            CacheGuard.Raise(LeaseEnded, key);
        }
    }

    public async ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken)
    {
        var (isStored, hasEnded) = await files.RunAloneAsync(() => Fill(key, value, life, leaseToken), cancellationToken).ConfigureAwait(false);
        if (hasEnded)
        {
            CacheGuard.Raise(LeaseEnded, key);
        }

        return isStored;
    }

    private (bool IsStored, bool HasEnded) Fill(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken)
    {
        var held = _entries.Read(key);
        var isStored = !options.ReadOnly && !IsNewer(held, value.Span) && (held is not null || options.MaxEntries is not { } most || _entries.Count < most);
        if (isStored)
        {
            _entries.Write(key, value, life);
            _leases.ForgetMark(key);
        }

        return (isStored, leaseToken is not null && _leases.End(key, leaseToken, TimeSpan.Zero));
    }

    // What does not begin as the new entry does is no entry, and may be replaced.
    private static bool IsNewer(byte[]? held, ReadOnlySpan<byte> value)
    {
        const int End = FarEntryPrefix.StampOffset + FarEntryPrefix.StampLength;
        return held is not null && held.Length >= End && value.Length >= End && held.AsSpan(0, 2).SequenceEqual(value[..2])
            && held[FarEntryPrefix.StampOffset..End].All(static digit => char.IsAsciiHexDigitLower((char)digit))
            && held.AsSpan(FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength).SequenceCompareTo(value[FarEntryPrefix.StampOffset..End]) > 0;
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => files.RunAloneAsync(() => _entries.Remove(key), cancellationToken);

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => files.RunAloneAsync(
        () => _entries.Keys().Where(key => key.StartsWith(entryHead, StringComparison.Ordinal) && KeyPattern.Matches(key, pattern)).ToList().LongCount(_entries.Remove),
        cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken) =>
        await files.RunAloneAsync(() => _values.Read(key), cancellationToken).ConfigureAwait(false) is { } value ? value : default(ReadOnlyMemory<byte>?);

    public async ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken) =>
        await files.RunAloneAsync(() => _values.Write(key, value, life), cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken) =>
        files.RunAloneAsync(() => _values.Read(key) is { } value && _values.Write(key, value, life), cancellationToken);

    public ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken) => files.RunAloneAsync(() => _values.Remove(key), cancellationToken);
}
