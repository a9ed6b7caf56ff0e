using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Keeps the leases of this node's computations alive while their handlers run.</summary>
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

    /// <summary>Describes the lease to ask for: the computation begins once it is granted.</summary>
    public FarLease LeaseOf(Flight flight)
    {
        var now = _view.Now;
        return new FarLease(flight.LeaseToken, _settings.Current.Lease) { Horizon = now.Horizon, Marker = now.Marker };
    }

    /// <summary>Notes that a flight has its lease, and renews it until the flight gives it back.</summary>
    public void Keep(Flight flight)
    {
        var pause = _settings.Current.Lease / 3;
        var renewal = _clock.CreateTimer(static state => ((Renewal)state!).Begin(), new Renewal(this, flight), pause, pause);
        flight.TakeLease(renewal);
    }

    private async Task RenewAsync(Flight flight)
    {
        // Not for ever: a handler that hangs must not keep the other nodes waiting.
        if (flight.HasLease && flight.Age < _settings.Current.MaxWait)
        {
            await _far.RenewLeaseAsync(flight.Key, LeaseOf(flight) with { Horizon = flight.Stamp.Horizon }).ConfigureAwait(false);
        }
    }

    private sealed class Renewal(LeaseKeeper keeper, Flight flight)
    {
        public void Begin() => Guard.Forget(keeper.RenewAsync(flight));
    }
}
