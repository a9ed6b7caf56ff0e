using Tasker.Caching.Engine;

namespace Tasker.Caching.Far;

/// <summary>Gives the leases of this node back, also those that a call has got after its caller had gone.</summary>
internal sealed class LeaseReturns
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly FarAccess _far;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;

    public LeaseReturns(FarAccess far, CacheSettingsSource settings, TimeProvider clock)
    {
        _far = far;
        _settings = settings;
        _clock = clock;
        far.LeaseLeft += (key, token) => GiveBack(key, token, TimeSpan.Zero);
    }

    /// <summary>Gives a lease back, if the far tier may have granted it. No request waits for that.</summary>
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
}
