using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Keeps the leases of this node's computations alive while their handlers run.</summary>
internal sealed class LeaseKeeper
{
    private readonly EvictionView _view;
    private readonly FarAccess _far;
    private readonly TimeProvider _clock;

    public LeaseKeeper(EvictionView view, FarAccess far, TimeProvider clock)
    {
        _view = view;
        _far = far;
        _clock = clock;
    }

    /// <summary>Gets or sets how long a lease lasts unless it is renewed: the time until another node takes over from one that died.</summary>
    public TimeSpan Time { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a lease is renewed: a handler that hangs must not keep the other nodes waiting for ever.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Describes the lease to ask for: the computation begins once it is granted.</summary>
    public FarLease LeaseOf(Flight flight)
    {
        var now = _view.Now;
        return new FarLease(flight.LeaseToken, Time) { Horizon = now.Horizon, Marker = now.Marker };
    }

    /// <summary>Notes that a flight has its lease, and renews it until the flight gives it back.</summary>
    public void Keep(Flight flight)
    {
        var renewal = _clock.CreateTimer(static state => ((Renewal)state!).Begin(), new Renewal(this, flight), Time / 3, Time / 3);
        flight.TakeLease(renewal);
    }

    private async Task RenewAsync(Flight flight)
    {
        if (flight.HasLease && flight.Age < Longest)
        {
            await _far.RenewLeaseAsync(flight.Key, LeaseOf(flight) with { Horizon = flight.Stamp.Horizon }).ConfigureAwait(false);
        }
    }

    private sealed class Renewal(LeaseKeeper keeper, Flight flight)
    {
        public void Begin() => Guard.Forget(keeper.RenewAsync(flight));
    }
}
