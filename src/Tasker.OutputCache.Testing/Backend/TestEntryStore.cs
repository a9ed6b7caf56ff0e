using System.Buffers;
using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Testing;

/// <summary>The entries, values and leases that the hosts of a test share.</summary>
internal sealed class TestEntryStore(TimeProvider clock)
{
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Bytes, DateTimeOffset EndsAt)> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TestLease> _leases = new(StringComparer.Ordinal);

    /// <summary>Raised with a key when its lease has ended and another request waits for that.</summary>
    public event Action<string>? LeaseEnded;

    public IReadOnlyList<string> Keys()
    {
        lock (_lock)
        {
            return [.. _entries.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _leases.Clear();
        }
    }

    public FarRead Read(string key, FarReadRequest request)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(key) is { } value)
            {
                if (request.Discard.IsEmpty || !value.AsSpan().StartsWith(request.Discard.Span))
                {
                    return new FarRead(value, FarLeaseState.None);
                }

                _entries.Remove(key);
            }

            return new FarRead(null, request.Lease is { } lease ? Take_NeedsLock(key, lease) : FarLeaseState.None);
        }
    }

    private FarLeaseState Take_NeedsLock(string key, FarLease lease)
    {
        var held = FindLease_NeedsLock(key);
        if (held is { Token: null })
        {
            return FarLeaseState.DoNotWait;
        }

        if (held is not null && held.Token != lease.Token && held.Horizon >= lease.Marker)
        {
            _leases[key] = held with { IsMarked = true };
            return FarLeaseState.Held;
        }

        Lease_NeedsLock(key, lease, held is { IsMarked: true });
        return FarLeaseState.Granted;
    }

    public bool TryLease(string key, FarLease lease)
    {
        lock (_lock)
        {
            var held = FindLease_NeedsLock(key);
            if (held is not null && (held.Token is null || (held.Token != lease.Token && held.Horizon >= lease.Marker)))
            {
                return false;
            }

            Lease_NeedsLock(key, lease, held is { IsMarked: true });
            return true;
        }
    }

    public bool RenewLease(string key, FarLease lease)
    {
        lock (_lock)
        {
            if (FindLease_NeedsLock(key) is not { Token: not null } held || held.Token != lease.Token)
            {
                return false;
            }

            Lease_NeedsLock(key, lease, held.IsMarked);
            return true;
        }
    }

    public void EndLease(string key, string token, TimeSpan doNotWait)
    {
        bool isAwaited;
        lock (_lock)
        {
            isAwaited = EndLease_NeedsLock(key, token, doNotWait);
        }

        Announce(key, isAwaited);
    }

    public bool Fill(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken)
    {
        bool isStored;
        bool isAwaited;
        lock (_lock)
        {
            isStored = !IsNewer(Find_NeedsLock(key), value.Span);
            if (isStored)
            {
                _entries[key] = (value.ToArray(), clock.GetUtcNow() + life);
                if (FindLease_NeedsLock(key) is { Token: null })
                {
                    // A response could be stored: requests may wait for one another again.
                    _leases.Remove(key);
                }
            }

            isAwaited = leaseToken is not null && EndLease_NeedsLock(key, leaseToken, TimeSpan.Zero);
        }

        Announce(key, isAwaited);
        return isStored;
    }

    // What does not begin as the new entry does is no entry, and may be replaced.
    private static bool IsNewer(byte[]? held, ReadOnlySpan<byte> value) =>
        held is { Length: >= FarEntryPrefix.Length } && value.Length >= FarEntryPrefix.Length && held.AsSpan(0, 2).SequenceEqual(value[..2])
        && !StampOf(held).ContainsAnyExcept(HexDigits) && StampOf(held).SequenceCompareTo(StampOf(value)) > 0;

    private static ReadOnlySpan<byte> StampOf(ReadOnlySpan<byte> value) => value.Slice(FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength);

    public bool Remove(string key)
    {
        lock (_lock)
        {
            var wasThere = Find_NeedsLock(key) is not null;
            _entries.Remove(key);
            return wasThere;
        }
    }

    public long RemoveByPattern(string pattern, string entryHead)
    {
        lock (_lock)
        {
            return _entries.Keys.Where(key => key.StartsWith(entryHead, StringComparison.Ordinal) && KeyPattern.Matches(key, pattern)).ToList().LongCount(_entries.Remove);
        }
    }

    public byte[]? GetValue(string key)
    {
        lock (_lock)
        {
            return Find_NeedsLock(key);
        }
    }

    public void SetValue(string key, ReadOnlyMemory<byte> value, TimeSpan life)
    {
        lock (_lock)
        {
            _entries[key] = (value.ToArray(), clock.GetUtcNow() + life);
        }
    }

    public bool TouchValue(string key, TimeSpan life)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(key) is not { } value)
            {
                return false;
            }

            _entries[key] = (value, clock.GetUtcNow() + life);
            return true;
        }
    }

    private byte[]? Find_NeedsLock(string key) => _entries.TryGetValue(key, out var entry) && clock.GetUtcNow() < entry.EndsAt ? entry.Bytes : null;

    private TestLease? FindLease_NeedsLock(string key) => _leases.TryGetValue(key, out var lease) && clock.GetUtcNow() < lease.EndsAt ? lease : null;

    private void Lease_NeedsLock(string key, FarLease lease, bool isMarked) =>
        _leases[key] = new TestLease(lease.Token, clock.GetUtcNow() + lease.Time, isMarked, lease.Horizon);

    private bool EndLease_NeedsLock(string key, string token, TimeSpan doNotWait)
    {
        if (FindLease_NeedsLock(key) is not { Token: not null } held || held.Token != token)
        {
            return false;
        }

        _leases.Remove(key);
        if (doNotWait > TimeSpan.Zero)
        {
            _leases[key] = new TestLease(null, clock.GetUtcNow() + doNotWait, IsMarked: false, Horizon: 0);
        }

        return held.IsMarked;
    }

    // Outside the lock: those who hear of it ask again at once.
    private void Announce(string key, bool isAwaited)
    {
        if (isAwaited)
        {
            CacheGuard.Raise(LeaseEnded, key);
        }
    }
}
