using System.Collections.Concurrent;

namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>A far tier that notes which leases another one grants, and which of them come back to it.</summary>
public sealed class LeaseLedger : IFarTier
{
    private readonly ConcurrentQueue<string> _granted = new();
    private readonly ConcurrentQueue<string> _returned = new();
    private readonly ConcurrentDictionary<string, bool> _forgotten = new(StringComparer.Ordinal);
    private readonly IFarTier _tier;

    public LeaseLedger(IFarTier tier)
    {
        _tier = tier;
        tier.LeaseEnded += key => LeaseEnded?.Invoke(key);
        tier.LeaseLeft += (key, token) => LeaseLeft?.Invoke(key, token);
    }

    public event Action<string>? LeaseEnded;

    public event Action<string, string>? LeaseLeft;

    /// <summary>Gets the tokens of the leases that were granted, each once.</summary>
    public IReadOnlyList<string> Granted => [.. _granted.Distinct(StringComparer.Ordinal)];

    /// <summary>Gets the tokens that came back, by a fill or without one, as often as they did.</summary>
    public IReadOnlyList<string> Returned => [.. _returned.Where(token => !_forgotten.ContainsKey(token))];

    // The engine makes each kind of call once before the first request.
    private static bool IsOfWarmUp(string key) => key.Contains(":probe:", StringComparison.Ordinal);

    /// <summary>Lists a token no longer.</summary>
    public void Forget(string token) => _forgotten[token] = true;

    /// <summary>Tells that a call has got a lease after its caller had gone.</summary>
    public void Leave(string key, string token) => LeaseLeft?.Invoke(key, token);

    public async ValueTask<FarRead> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken)
    {
        var read = await _tier.ReadAsync(key, request, cancellationToken);
        if (read.Lease == FarLeaseState.Granted && !IsOfWarmUp(key))
        {
            _granted.Enqueue(request.Lease!.Value.Token);
        }

        return read;
    }

    public async ValueTask<bool> TryLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken)
    {
        var isGranted = await _tier.TryLeaseAsync(key, lease, cancellationToken);
        if (isGranted && !IsOfWarmUp(key))
        {
            _granted.Enqueue(lease.Token);
        }

        return isGranted;
    }

    public ValueTask<bool> RenewLeaseAsync(string key, FarLease lease, CancellationToken cancellationToken) => _tier.RenewLeaseAsync(key, lease, cancellationToken);

    public async ValueTask EndLeaseAsync(string key, string token, TimeSpan doNotWait, CancellationToken cancellationToken)
    {
        await _tier.EndLeaseAsync(key, token, doNotWait, cancellationToken);
        if (!IsOfWarmUp(key))
        {
            _returned.Enqueue(token);
        }
    }

    public async ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken, CancellationToken cancellationToken)
    {
        var isStored = await _tier.FillAsync(key, value, life, leaseToken, cancellationToken);
        if (leaseToken is not null && !IsOfWarmUp(key))
        {
            _returned.Enqueue(leaseToken);
        }

        return isStored;
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => _tier.RemoveAsync(key, cancellationToken);

    public ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken) => _tier.RemoveByPatternAsync(pattern, cancellationToken);
}
