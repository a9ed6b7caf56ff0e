
namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>A far tier in memory with leases as a server has them. Each node may have its own, broken in its own way, over one store.</summary>
public sealed class FakeFarTier : IFarTier, IFarValues
{
    private readonly FakeFarStore _store;

    public FakeFarTier(FakeFarStore store)
    {
        _store = store;
        store.LeaseEnded += key =>
        {
            if (!LosesAnnouncements)
            {
                LeaseEnded?.Invoke(key);
            }
        };
    }

    public event Action<string>? LeaseEnded;

    public Breaker Reads { get; } = new();

    public Breaker Fills { get; } = new();

    /// <summary>Gets what breaks the calls that end or renew leases.</summary>
    public Breaker Leases { get; } = new();

    /// <summary>Gets what breaks the calls for plain values.</summary>
    public Breaker Values { get; } = new();

    public bool LosesAnnouncements { get; set; }

    private int _renewals;

    public int Renewals => Volatile.Read(ref _renewals);

    public void Break(Breakage shape) => Reads.Shape = Fills.Shape = Leases.Shape = Values.Shape = shape;

    public byte[]? Peek(string key)
    {
        lock (_store.Lock)
        {
            return Find_NeedsLock(key);
        }
    }

    public void Put(string key, byte[] value)
    {
        lock (_store.Lock)
        {
            _store.Values[key] = (value, long.MaxValue);
        }
    }

    public bool IsLeased(string key)
    {
        lock (_store.Lock)
        {
            return LeaseOf_NeedsLock(key) is { Token: not null };
        }
    }

    /// <summary>Forgets values and leases, as a server does that is flushed.</summary>
    public void Flush()
    {
        lock (_store.Lock)
        {
            _store.Values.Clear();
            _store.Leases.Clear();
        }
    }

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) =>
        Reads.Run(() => ValueTask.FromResult(Read(key, request)));

    private FarRead Read(string key, FarReadRequest request)
    {
        lock (_store.Lock)
        {
            if (Find_NeedsLock(key) is { } value)
            {
                if (request.Discard.IsEmpty || !value.AsSpan().StartsWith(request.Discard.Span))
                {
                    return new FarRead(value, FarLeaseState.None);
                }

                _store.Values.Remove(key);
            }

            if (request.Lease is not { } lease)
            {
                return new FarRead(null, FarLeaseState.None);
            }

            switch (LeaseOf_NeedsLock(key))
            {
                case { Token: null }:
                    return new FarRead(null, FarLeaseState.DoNotWait);
                case { } held when held.Token != lease.Token && held.Horizon >= lease.Marker:
                    _store.Leases[key] = held with { IsMarked = true };
                    return new FarRead(null, FarLeaseState.Held);
                case var held:
                    _store.Leases[key] = new FakeFarStore.FakeLease(lease.Token, _store.At(lease.Time), held is { IsMarked: true }, lease.Horizon);
                    return new FarRead(null, FarLeaseState.Granted);
            }
        }
    }

    private byte[]? Find_NeedsLock(string key) =>
        _store.Values.TryGetValue(key, out var value) && !_store.IsOver(value.EndsAt) ? value.Bytes : null;

    private FakeFarStore.FakeLease? LeaseOf_NeedsLock(string key) =>
        _store.Leases.TryGetValue(key, out var lease) && !_store.IsOver(lease.EndsAt) ? lease : null;

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => Leases.Run(() =>
    {
        lock (_store.Lock)
        {
            var held = LeaseOf_NeedsLock(key);
            var isFree = held is null || (held.Token is not null && held.Horizon < lease.Marker);
            if (isFree)
            {
                _store.Leases[key] = new FakeFarStore.FakeLease(lease.Token, _store.At(lease.Time), held is { IsMarked: true }, lease.Horizon);
            }

            return ValueTask.FromResult(isFree);
        }
    });

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => Leases.Run(() =>
    {
        Interlocked.Increment(ref _renewals);
        lock (_store.Lock)
        {
            var held = LeaseOf_NeedsLock(key);
            var isMine = held is not null && held.Token == lease.Token;
            if (isMine)
            {
                _store.Leases[key] = held! with { EndsAt = _store.At(lease.Time), Horizon = lease.Horizon };
            }

            return ValueTask.FromResult(isMine);
        }
    });

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken) => await Leases.Run(() =>
    {
        var hasEnded = false;
        lock (_store.Lock)
        {
            if (LeaseOf_NeedsLock(key) is { } held && held.Token == token)
            {
                hasEnded = held.IsMarked;
                _store.Leases.Remove(key);
                if (doNotWait > TimeSpan.Zero)
                {
                    _store.Leases[key] = new FakeFarStore.FakeLease(null, _store.At(doNotWait), false, 0);
                }
            }
        }

        if (hasEnded)
        {
            _store.Announce(key);
        }

        return ValueTask.FromResult(true);
    });

    public ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken) => Fills.Run(() =>
    {
        bool hasEnded;
        bool isStored;
        lock (_store.Lock)
        {
            isStored = Find_NeedsLock(key) is not { } held || StampOf(held).SequenceCompareTo(StampOf(value.Span)) <= 0;
            if (isStored)
            {
                _store.Values[key] = (value.ToArray(), _store.At(life));
            }

            var lease = LeaseOf_NeedsLock(key);
            var isMine = leaseToken is not null && lease?.Token == leaseToken;
            hasEnded = isMine && lease!.IsMarked;
            if (isMine)
            {
                _store.Leases.Remove(key);
            }
        }

        if (hasEnded)
        {
            _store.Announce(key);
        }

        return ValueTask.FromResult(isStored);
    });

    private static ReadOnlySpan<byte> StampOf(ReadOnlySpan<byte> value) =>
        value.Length < FarEntryPrefix.Length ? default : value.Slice(FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (_store.Lock)
        {
            return ValueTask.FromResult(_store.Values.Remove(key));
        }
    }

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The fake has no patterns.");

    public ValueTask<ReadOnlyMemory<byte>?> GetValueAsync(string key, CancellationToken cancellationToken) => Values.Run(() =>
    {
        lock (_store.Lock)
        {
            return ValueTask.FromResult(Find_NeedsLock(key) is { } bytes ? bytes : default(ReadOnlyMemory<byte>?));
        }
    });

    public async ValueTask SetValueAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancellationToken) => await Values.Run(() =>
    {
        lock (_store.Lock)
        {
            _store.Values[key] = (value.ToArray(), _store.At(life));
            return ValueTask.FromResult(true);
        }
    });

    public ValueTask<bool> TouchValueAsync(string key, TimeSpan life, CancellationToken cancellationToken) => Values.Run(() =>
    {
        lock (_store.Lock)
        {
            var bytes = Find_NeedsLock(key);
            if (bytes is not null)
            {
                _store.Values[key] = (bytes, _store.At(life));
            }

            return ValueTask.FromResult(bytes is not null);
        }
    });

    public ValueTask<bool> RemoveValueAsync(string key, CancellationToken cancellationToken) => Values.Run(() => RemoveAsync(key, cancellationToken));
}
