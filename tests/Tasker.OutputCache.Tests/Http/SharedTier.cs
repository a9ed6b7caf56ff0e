using System.Collections.Concurrent;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A shared tier in this process, for several hosts in one test. Every lease is granted.</summary>
internal sealed class SharedTier : IFarTier
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _entries = new(StringComparer.Ordinal);

    private int _fills;

    public event Action<string>? LeaseEnded;

    public int Count => _entries.Count;

    public int Fills => Volatile.Read(ref _fills);

    /// <summary>Puts something else in the place of every entry, as a stranger would.</summary>
    public void Replace(Func<string, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change)
    {
        foreach (var (key, value) in _entries)
        {
            _entries[key] = change(key, value);
        }
    }

    public ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(key, out var value) && (request.Discard.IsEmpty || !value.Span.StartsWith(request.Discard.Span)))
        {
            return ValueTask.FromResult(new FarRead(value, FarLeaseState.None));
        }

        return ValueTask.FromResult(new FarRead(null, request.Lease is null ? FarLeaseState.None : FarLeaseState.Granted));
    }

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken)
    {
        LeaseEnded?.Invoke(key);
        return default;
    }

    public ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken)
    {
        _entries[key] = value.ToArray();
        if (!key.Contains(":probe:", StringComparison.Ordinal))
        {
            // What a host stores and removes at its start is no response.
            Interlocked.Increment(ref _fills);
        }

        LeaseEnded?.Invoke(key);
        return ValueTask.FromResult(true);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(_entries.TryRemove(key, out _));

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => throw new NotSupportedException();
}
