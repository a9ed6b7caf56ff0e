using System.Runtime.CompilerServices;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Far;

/// <summary>A call that may be granted a lease, also when its caller has gone on without an answer.</summary>
internal sealed class FarLeaseCall(FarAccess far, string key, FarReadRequest request)
{
    private volatile bool _isLeft;

    /// <summary>Gets or sets a value indicating whether the caller has gone before the tier answered.</summary>
    public bool IsLeft
    {
        get => _isLeft;
        set => _isLeft = value;
    }

    /// <summary>Reads the entry, or takes its lease.</summary>
    public ValueTask<FarRead> ReadAsync(IFarTier tier)
    {
        var reading = tier.ReadAsync(key, request, CancellationToken.None);
        return reading.IsCompletedSuccessfully ? reading : AwaitAsync(reading);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FarRead> AwaitAsync(ValueTask<FarRead> reading)
    {
        var read = await reading.ConfigureAwait(false);
        EndIfLeft(read.Lease == FarLeaseState.Granted);
        return read;
    }

    /// <summary>Takes the lease.</summary>
    public async ValueTask<bool> TryLeaseAsync(IFarTier tier)
    {
        var isGranted = await tier.TryLeaseAsync(key, request.Lease!.Value, CancellationToken.None).ConfigureAwait(false);
        EndIfLeft(isGranted);
        return isGranted;
    }

    private void EndIfLeft(bool isGranted)
    {
        if (_isLeft && isGranted && request.Lease is { } lease)
        {
            far.NoteLeft(key, lease.Token);
        }
    }
}
