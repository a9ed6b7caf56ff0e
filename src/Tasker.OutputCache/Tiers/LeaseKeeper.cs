using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Asks for the leases of this node's computations, keeps them alive while their handlers run, and gives them back.</summary>
internal sealed class LeaseKeeper
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

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
        far.LeaseLeft += (key, token) => GiveBack(key, token, TimeSpan.Zero);
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

    /// <summary>Gives a lease back, if the far tier may have granted it. Nobody waits for that.</summary>
    /// <param name="key">The key of the entry.</param>
    /// <param name="lease">The lease, if there is one.</param>
    /// <param name="doNotWait">How long no request is to wait for this entry.</param>
    public void GiveBack(string key, EntryLease? lease, TimeSpan doNotWait)
    {
        if (lease is not null && lease.TryEnd())
        {
            GiveBack(key, lease.Token, doNotWait);
        }
    }

    /// <summary>Gives back the lease that has a token. This is the only way in which one goes back without a fill.</summary>
    public void GiveBack(string key, string token, TimeSpan doNotWait) => Guard.Forget(GiveBackAsync(key, token, doNotWait));

    // Until it is given back, or has ended by itself, everybody else waits for it.
    private async Task GiveBackAsync(string key, string token, TimeSpan doNotWait)
    {
        var startedAt = _clock.GetTimestamp();
        while (!await _far.EndLeaseAsync(key, token, doNotWait).ConfigureAwait(false) && _clock.GetElapsedTime(startedAt) < _settings.Current.Lease)
        {
            await Task.Delay(Pause, _clock).ConfigureAwait(false);
        }
    }

    private sealed class Renewal(LeaseKeeper keeper, Flight flight, EntryLease lease)
    {
        public void Begin() => Guard.Forget(keeper.RenewAsync(flight, lease));
    }
}
