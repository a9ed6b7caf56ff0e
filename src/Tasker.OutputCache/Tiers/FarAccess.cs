using System.Runtime.CompilerServices;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Resilience;

namespace Tasker.OutputCache.Tiers;

/// <summary>The shared tier as this node may use it: only while attached, bounded in time, and never with an exception.</summary>
internal sealed class FarAccess
{
    private const string ProbeKey = "tasker:probe";

    private readonly EvictionFollower _follower;
    private readonly FarEndpoint _endpoint;
    private readonly CacheMetrics _metrics;
    private volatile IFarTier? _tier;

    public FarAccess(EvictionFollower follower, FarEndpoint endpoint, IFarTier? tier, CacheMetrics metrics)
    {
        _follower = follower;
        _endpoint = endpoint;
        _metrics = metrics;
        Use(tier);
    }

    /// <summary>Raised with an entry's key when its lease has ended on whichever node.</summary>
    public event Action<string>? LeaseEnded;

    /// <summary>Gets a value indicating whether there is a shared tier, and this node may read it.</summary>
    public bool IsOpen => _tier is not null && _endpoint.IsClosed && _follower.IsAttached;

    /// <summary>Gets a value indicating whether there is a shared tier at all.</summary>
    public bool HasTier => _tier is not null;

    /// <summary>Gets a value indicating whether there is a shared tier that keeps plain values.</summary>
    public bool KeepsValues => _tier is IFarValues;

    /// <summary>Makes a call for a plain value. Attached or not: no eviction touches it.</summary>
    /// <returns>Whether the tier has answered, and what.</returns>
    public ValueTask<(bool IsDone, T? Result)> OnValuesAsync<T>(string operation, Func<IFarValues, ValueTask<T>> call, CancellationToken cancellationToken) =>
        GuardAsync(operation, tier => call((IFarValues)tier), cancellationToken);

    /// <summary>Goes on with another tier, or with none.</summary>
    public void Use(IFarTier? tier)
    {
        if (_tier is { } before)
        {
            before.LeaseEnded -= OnLeaseEnded;
        }

        _tier = tier;
        if (tier is not null)
        {
            tier.LeaseEnded += OnLeaseEnded;
        }
    }

    private void OnLeaseEnded(string key) => Guard.Raise(LeaseEnded, key);

    /// <summary>Reads an entry, or its lease.</summary>
    /// <returns>What was found, or <see langword="null"/> if the tier did not answer.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FarRead?> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken)
    {
        var left = new LeftCall();
        try
        {
            var (isDone, read) = await GuardAsync("read", [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] async ValueTask<FarRead> (tier) =>
            {
                var found = await tier.ReadAsync(key, request, CancellationToken.None).ConfigureAwait(false);
                await GiveBackIfLeftAsync(tier, left, key, found.Lease == FarLeaseState.Granted ? request.Lease : null).ConfigureAwait(false);
                return found;
            }, cancellationToken).ConfigureAwait(false);
            left.IsLeft = !isDone;
            return isDone ? read : null;
        }
        catch
        {
            left.IsLeft = true;
            throw;
        }
    }

    // Granted to somebody who has gone: unless it is given back, everybody waits for it until it ends by itself.
    private ValueTask GiveBackIfLeftAsync(IFarTier tier, LeftCall left, string key, FarLease? granted) =>
        left.IsLeft && granted is { } lease ? GiveBackAsync(tier, key, lease) : default;

    private async ValueTask GiveBackAsync(IFarTier tier, string key, FarLease lease) =>
        await _endpoint.ExecuteUnguardedAsync(
            async (_, _) =>
            {
                await tier.EndLeaseAsync(key, lease.Token, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
                return true;
            }, tier, CancellationToken.None).ConfigureAwait(false);

    /// <summary>Asks for the lease of an entry.</summary>
    /// <returns>Whether it was granted, or <see langword="null"/> if the tier did not answer.</returns>
    public async ValueTask<bool?> TryLeaseAsync(string key, FarLease lease)
    {
        var left = new LeftCall();
        var (isDone, isGranted) = await GuardAsync("lease", async tier =>
        {
            var granted = await tier.TryLeaseAsync(key, lease, CancellationToken.None).ConfigureAwait(false);
            await GiveBackIfLeftAsync(tier, left, key, granted ? lease : null).ConfigureAwait(false);
            return granted;
        }, CancellationToken.None).ConfigureAwait(false);
        left.IsLeft = !isDone;
        return isDone ? isGranted : null;
    }

    public async ValueTask<bool> RenewLeaseAsync(string key, FarLease lease) =>
        await GuardAsync("renew", tier => tier.RenewLeaseAsync(key, lease, CancellationToken.None), CancellationToken.None).ConfigureAwait(false) is (true, true);

    /// <summary>Gives a lease back.</summary>
    /// <returns>Whether the tier has answered. While the circuit is open it is not asked, which counts as no failure.</returns>
    /// <remarks>The caller asks again and again: one lease on a connection that is lost for a moment must not open the circuit.</remarks>
    public async ValueTask<bool> EndLeaseAsync(string key, string token, TimeSpan doNotWait) =>
        _endpoint.IsClosed
        && (await GuardAsync("end_lease", async tier =>
        {
            await tier.EndLeaseAsync(key, token, doNotWait, CancellationToken.None).ConfigureAwait(false);
            return true;
        }, CancellationToken.None, tellsCircuit: false).ConfigureAwait(false)).IsDone;

    public async Task RemoveAsync(string key) =>
        await GuardAsync("remove", tier => tier.RemoveAsync(key, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);

    /// <summary>Removes the entries whose keys match a pattern. It may take its time: only the caller ends it.</summary>
    /// <exception cref="NotSupportedException">The tier can't list its keys.</exception>
    /// <exception cref="InvalidOperationException">The tier did not do it.</exception>
    public async ValueTask<long> RemoveByPatternAsync(string pattern, CancellationToken cancellationToken)
    {
        if (_tier is not { } tier)
        {
            return 0;
        }

        try
        {
            return await tier.RemoveByPatternAsync(pattern, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not NotSupportedException && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The shared back end could not remove keys by pattern: {exception.Message}", exception);
        }
    }

    /// <summary>Stores an entry.</summary>
    /// <returns>Whether the tier has answered; its lease has ended then.</returns>
    public async ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken) =>
        (await GuardAsync("fill", tier => tier.FillAsync(key, value, life, leaseToken, CancellationToken.None), CancellationToken.None).ConfigureAwait(false)).IsDone;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(bool IsDone, T? Result)> GuardAsync<T>(
        string operation, Func<IFarTier, ValueTask<T>> call, CancellationToken cancellationToken, bool tellsCircuit = true)
    {
        if (_tier is not { } tier)
        {
            return default;
        }

        using var activity = CacheTracing.StartFarOperation(operation, _endpoint.Name);
        var startedAt = _endpoint.Clock.GetTimestamp();
        var outcome = tellsCircuit
            ? await _endpoint.ExecuteAsync(static (state, _) => state.call(state.tier), (call, tier), cancellationToken).ConfigureAwait(false)
            : await _endpoint.ExecuteUnguardedAsync(static (state, _) => state.call(state.tier), (call, tier), cancellationToken).ConfigureAwait(false);
        var error = outcome.Kind == FarOutcomeKind.Success ? null : outcome.Kind.ToString().ToLowerInvariant();
        CacheTracing.End(activity, error, outcome.Exception);
        var duration = _endpoint.Clock.GetElapsedTime(startedAt);
        switch (outcome.Kind)
        {
            case FarOutcomeKind.Success:
                _metrics.RecordFarOperation(operation, duration);
                outcome.TryGetValue(out var result);
                return (true, result);
            case FarOutcomeKind.Cancelled:
                _metrics.RecordLeftFarOperation(operation, duration, error!);
                throw new OperationCanceledException(cancellationToken);
            case FarOutcomeKind.Open:
                // What an open circuit refuses was no operation.
                _metrics.CountFarFailure(operation, error!);
                return default;
            default:
                _metrics.RecordFailedFarOperation(operation, duration, error!);
                return default;
        }
    }

    /// <summary>Tries whether a tier that failed has recovered. Nobody's request waits for it.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && _tier is { } tier && _endpoint.TimeUntilProbe == TimeSpan.Zero)
        {
            // The order of attaching: the log first, with what this node has to append, and only then the entries.
            await _endpoint.ProbeAsync(
                async token => await _follower.CatchUpAsync().ConfigureAwait(false)
                    && (await tier.ReadAsync(ProbeKey, default, token).ConfigureAwait(false)).Lease == FarLeaseState.None,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says whether the caller of a call has gone before the tier answered.</summary>
    private sealed class LeftCall
    {
        private volatile bool _isLeft;

        public bool IsLeft
        {
            get => _isLeft;
            set => _isLeft = value;
        }
    }
}
