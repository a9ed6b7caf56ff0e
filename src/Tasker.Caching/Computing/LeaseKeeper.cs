using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Engine;
using Tasker.Caching.Far;

namespace Tasker.Caching.Computing;

/// <summary>Asks for the leases of this node's computations, and keeps them alive while their handlers run.</summary>
internal sealed class LeaseKeeper
{
    private readonly EvictionView _view;
    private readonly FarAccess _far;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;

    public LeaseKeeper(EvictionView view, FarAccess far, CacheSettingsSource settings, TimeProvider clock)
    {
        _view = view;
        _far = far;
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Describes a lease to ask for: the computation begins once it is granted.</summary>
    public FarLease Describe(EntryLease lease)
    {
        var now = _view.Now;
        return new FarLease(lease.Token, _settings.Current.Lease) { Horizon = now.Horizon, Marker = now.Marker };
    }

    /// <summary>Asks for the lease to compute an entry again while it can still be read.</summary>
    /// <returns>Whether the flight has it.</returns>
    public async ValueTask<bool> TryTakeAsync(Flight flight)
    {
        var lease = flight.UseLease();
        lease.Ask();
        var isGranted = await _far.TryLeaseAsync(flight.Key, Describe(lease)).ConfigureAwait(false);
        switch (isGranted)
        {
            case true:
                Keep(flight, lease);
                break;
            case false:
                lease.Miss();
                break;
        }

        return isGranted == true;
    }

    /// <summary>Notes what a read has said of a lease that was asked for with it.</summary>
    /// <param name="flight">The flight that asked.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="state">What the tier has said.</param>
    /// <param name="wasAsked">Whether an earlier call may have got the lease.</param>
    public void Note(Flight flight, EntryLease lease, FarLeaseState state, bool wasAsked)
    {
        switch (state)
        {
            case FarLeaseState.Granted:
                Keep(flight, lease);
                break;
            case FarLeaseState.None when wasAsked:
                // There is an entry, which says nothing about the lease.
                break;
            default:
                lease.Miss();
                break;
        }
    }

    private void Keep(Flight flight, EntryLease lease)
    {
        var pause = _settings.Current.Lease / 3;
        lease.Grant(_clock.CreateTimer(static state => ((Renewal)state!).Begin(), new Renewal(this, flight, lease), pause, pause));
    }

    private async Task RenewAsync(Flight flight, EntryLease lease)
    {
        // Not for ever: a handler that hangs must not keep the other nodes waiting.
        if (lease.IsGranted && flight.Age < _settings.Current.MaxWait)
        {
            await _far.RenewLeaseAsync(flight.Key, Describe(lease) with { Horizon = flight.Stamp.Horizon }).ConfigureAwait(false);
        }
    }

    private sealed class Renewal(LeaseKeeper keeper, Flight flight, EntryLease lease)
    {
        public void Begin() => Guard.Forget(keeper.RenewAsync(flight, lease));
    }
}
