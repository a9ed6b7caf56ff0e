using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tasker.Caching.Far;
using Tasker.Caching.Resilience;

namespace Tasker.Caching.Engine;

/// <summary>The shared tier as this node may use it: only while attached, bounded in time, and never with an exception.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class FarAccess
{
    private static readonly TimeSpan WarmUpLife = TimeSpan.FromSeconds(1);

    private readonly EvictionFollower _follower;
    private readonly FarEndpoint _endpoint;
    private readonly CacheMetrics _metrics;
    private volatile IFarTier? _tier;

    internal FarAccess(EvictionFollower follower, FarEndpoint endpoint, IFarTier? tier, CacheMetrics metrics)
    {
        _follower = follower;
        _endpoint = endpoint;
        _metrics = metrics;
        Use(tier);
    }

    /// <summary>Raised with an entry's key when its lease has ended on whichever node.</summary>
    internal event Action<string>? LeaseEnded;

    /// <summary>Raised with an entry's key and a lease's token when a call may have got that lease after its caller had gone on without it.</summary>
    internal event Action<string, string>? LeaseLeft;

    /// <summary>Gets a value indicating whether there is a shared tier, and this node may read it.</summary>
    internal bool IsOpen => _tier is not null && _endpoint.IsClosed && _follower.IsAttached;

    /// <summary>Gets a value indicating whether there is a shared tier at all.</summary>
    public bool HasTier => _tier is not null;

    /// <summary>Gets a value indicating whether there is a shared tier that keeps plain values.</summary>
    internal bool KeepsValues => _tier is IFarValues;

    /// <summary>Makes a call for a plain value. Attached or not: no eviction touches it.</summary>
    /// <returns>Whether the tier has answered, and what.</returns>
    internal ValueTask<(bool IsDone, T? Result)> OnValuesAsync<T>(string operation, Func<IFarValues, ValueTask<T>> call, CancellationToken cancellationToken) =>
        GuardAsync(operation, static (tier, call) => call((IFarValues)tier), call, cancellationToken);

    /// <summary>Goes on with another tier, or with none.</summary>
    internal void Use(IFarTier? tier)
    {
        if (_tier is { } before)
        {
            before.LeaseEnded -= OnLeaseEnded;
            before.LeaseLeft -= NoteLeft;
        }

        _tier = tier;
        if (tier is not null)
        {
            tier.LeaseEnded += OnLeaseEnded;
            tier.LeaseLeft += NoteLeft;
        }
    }

    private void OnLeaseEnded(string key) => Guard.Raise(LeaseEnded, key);

    /// <summary>Gives back a lease that no other node knows of: until that is done, every request waits for it.</summary>
    internal void NoteLeft(string key, string token) => Guard.Raise(LeaseLeft, key, token);

    /// <summary>Reads an entry, or its lease.</summary>
    /// <returns>Whether the tier has answered, and what.</returns>
    internal ValueTask<(bool IsDone, FarRead Read)> ReadAsync(string key, FarReadRequest request, CancellationToken cancellationToken) =>
        request.Lease is null && request.Discard.IsEmpty
            ? GuardAsync("read", static (tier, key) => tier.ReadAsync(key, default, CancellationToken.None), key, cancellationToken)
            : ReadOrLeaseAsync(key, request, cancellationToken);

    private async ValueTask<(bool IsDone, FarRead Read)> ReadOrLeaseAsync(string key, FarReadRequest request, CancellationToken cancellationToken)
    {
        var call = new FarLeaseCall(this, key, request);
        try
        {
            var answer = await GuardAsync("read", static (tier, call) => call.ReadAsync(tier), call, cancellationToken).ConfigureAwait(false);
            call.IsLeft = !answer.IsDone;
            return answer;
        }
        catch
        {
            call.IsLeft = true;
            throw;
        }
    }

    /// <summary>Asks for the lease of an entry.</summary>
    /// <returns>Whether it was granted, or <see langword="null"/> if the tier did not answer.</returns>
    internal async ValueTask<bool?> TryLeaseAsync(string key, FarLease lease)
    {
        var call = new FarLeaseCall(this, key, new FarReadRequest(lease, default));
        var (isDone, isGranted) = await GuardAsync("lease", static (tier, call) => call.TryLeaseAsync(tier), call, CancellationToken.None).ConfigureAwait(false);
        call.IsLeft = !isDone;
        return isDone ? isGranted : null;
    }

    internal async ValueTask<bool> RenewLeaseAsync(string key, FarLease lease) =>
        await GuardAsync("renew", static (tier, call) => tier.RenewLeaseAsync(call.key, call.lease, CancellationToken.None), (key, lease), CancellationToken.None).ConfigureAwait(false) is (true, true);

    /// <summary>Gives a lease back.</summary>
    /// <returns>Whether the tier has answered. While the circuit is open it is not asked, which counts as no failure.</returns>
    /// <remarks>The caller asks again and again: one lease on a connection that is lost for a moment must not open the circuit.</remarks>
    internal async ValueTask<bool> EndLeaseAsync(string key, string token, TimeSpan doNotWait) =>
        _endpoint.IsClosed
        && (await GuardAsync(
            "end_lease",
            static async (tier, call) =>
            {
                await tier.EndLeaseAsync(call.key, call.token, call.doNotWait, CancellationToken.None).ConfigureAwait(false);
                return true;
            },
            (key, token, doNotWait),
            CancellationToken.None,
            tellsCircuit: false).ConfigureAwait(false)).IsDone;

    internal async Task RemoveAsync(string key) =>
        await GuardAsync("remove", static (tier, key) => tier.RemoveAsync(key, CancellationToken.None), key, CancellationToken.None).ConfigureAwait(false);

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
    internal async ValueTask<bool> FillAsync(string key, ReadOnlyMemory<byte> value, TimeSpan life, string? leaseToken) =>
        (await GuardAsync(
            "fill",
            static (tier, call) => tier.FillAsync(call.key, call.value, call.life, call.leaseToken, CancellationToken.None),
            (key, value, life, leaseToken),
            CancellationToken.None).ConfigureAwait(false)).IsDone;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(bool IsDone, T? Result)> GuardAsync<TState, T>(
        string operation, Func<IFarTier, TState, ValueTask<T>> call, TState state, CancellationToken cancellationToken, bool tellsCircuit = true)
    {
        if (_tier is not { } tier)
        {
            return default;
        }

        using var activity = CacheTracing.StartFarOperation(operation, _endpoint.Name);
        var startedAt = _endpoint.Clock.GetTimestamp();
        var execution = _endpoint.Begin(static (guarded, _) => guarded.call(guarded.tier, guarded.state), (call, tier, state), tellsCircuit, cancellationToken);
        var outcome = execution.Finish(await execution.Pending.ConfigureAwait(false));
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

    /// <summary>Makes every kind of call of a request once, on an entry that no request asks for.</summary>
    /// <remarks>
    /// Connections open, scripts are loaded and code is compiled before the first request, which would run into its time-out otherwise.
    /// What fails here is not counted: the first request finds out.
    /// </remarks>
    internal async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        if (_tier is not { } tier || !IsOpen)
        {
            return;
        }

        var token = Guid.NewGuid().ToString("N");
        var call = (Tier: tier, Key: $"{_endpoint.ProbeKey}:{token}", Lease: new FarLease(token, WarmUpLife));
        _ = await TryAsync(static async call => await call.Tier.ReadAsync(call.Key, new FarReadRequest(call.Lease, default), CancellationToken.None).ConfigureAwait(false))
            && await TryAsync(static async call => await call.Tier.FillAsync(call.Key, EmptyEntry(), WarmUpLife, call.Lease.Token, CancellationToken.None).ConfigureAwait(false))
            && await TryAsync(static async call => await call.Tier.RemoveAsync(call.Key, CancellationToken.None).ConfigureAwait(false));

        async ValueTask<bool> TryAsync<T>(Func<(IFarTier Tier, string Key, FarLease Lease), ValueTask<T>> step) =>
            (await _endpoint.ExecuteUnguardedAsync(static (run, _) => run.step(run.call), (step, call), cancellationToken).ConfigureAwait(false)).IsSuccess;
    }

    private static byte[] EmptyEntry()
    {
        var entry = new byte[FarEntryPrefix.Length];
        entry.AsSpan(FarEntryPrefix.StampOffset, FarEntryPrefix.StampLength).Fill((byte)'0');
        return entry;
    }

    /// <summary>Tries whether a tier that failed has recovered. No request waits for it.</summary>
    internal async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && _tier is { } tier && _endpoint.TimeUntilProbe == TimeSpan.Zero)
        {
            // The order of attaching: the log first, with what this node has to append, and only then the entries.
            await _endpoint.ProbeAsync(
                async token => await _follower.CatchUpAsync().ConfigureAwait(false)
                    && (await tier.ReadAsync(_endpoint.ProbeKey, default, token).ConfigureAwait(false)).Lease == FarLeaseState.None,
                cancellationToken).ConfigureAwait(false);
        }
    }
}
