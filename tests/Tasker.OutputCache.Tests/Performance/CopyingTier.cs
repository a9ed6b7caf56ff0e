using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Performance;

/// <summary>A shared tier in this process that makes an array for every read, as the client of a server does. It answers at once, so that a request ends on the thread on which it began.</summary>
internal sealed class CopyingTier : IFarTier
{
    private readonly SharedTier _tier = new();
    private int _found;

    public event Action<string>? LeaseEnded
    {
        add => _tier.LeaseEnded += value;
        remove => _tier.LeaseEnded -= value;
    }

    public int Count => _tier.Count;

    /// <summary>Gets how many reads found an entry.</summary>
    public int Found => Volatile.Read(ref _found);

    /// <summary>Gets the length of the entry that was found last.</summary>
    public int Length { get; private set; }

    public async ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken)
    {
        var read = await _tier.ReadAsync(key, request, cancellationToken);
        if (read.Value is not { } value)
        {
            return read;
        }

        Interlocked.Increment(ref _found);
        Length = value.Length;
        return read with { Value = value.ToArray() };
    }

    public ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => _tier.TryLeaseAsync(key, lease, cancellationToken);

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => _tier.RenewLeaseAsync(key, lease, cancellationToken);

    public ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken) => _tier.EndLeaseAsync(key, token, doNotWait, cancellationToken);

    public ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken) =>
        _tier.FillAsync(key, value, life, leaseToken, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => _tier.RemoveAsync(key, cancellationToken);

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => _tier.RemoveByPatternAsync(pattern, cancellationToken);
}
