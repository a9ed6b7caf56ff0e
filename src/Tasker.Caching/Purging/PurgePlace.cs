using Tasker.Caching.Engine;

namespace Tasker.Caching.Purging;

/// <summary>Who purges, and from where on: a lease and a cursor in the shared back end, or this process alone where there is none.</summary>
internal sealed class PurgePlace(FarAccess far, CacheSettingsSource settings)
{
    // Longer than any log remembers: past that, everything is purged anyway.
    private static readonly TimeSpan CursorLife = TimeSpan.FromDays(30);

    private readonly string _token = Guid.NewGuid().ToString("N");
    private bool _isHeld;

    // No entry's: those have a resource and a name behind the prefix.
    private string LeaseName => $"{settings.Current.Options.KeyPrefix}:purge";

    private string CursorName => $"{{{settings.Current.Options.KeyPrefix}}}:purge:cursor";

    private FarLease Lease => new(_token, settings.Current.Lease) { Horizon = long.MaxValue };

    /// <summary>Makes this instance the one that purges, or lets it stay that.</summary>
    /// <returns><see langword="false"/> if it is another one, or if that can't be told.</returns>
    public async ValueTask<bool> TryTakeAsync()
    {
        if (!far.HasTier)
        {
            return true;
        }

        // Asked without an answer, the one that purged goes on: to purge twice does no harm, to purge no more does.
        _isHeld = (_isHeld && await far.RenewLeaseAsync(LeaseName, Lease).ConfigureAwait(false)) || (await far.TryLeaseAsync(LeaseName, Lease).ConfigureAwait(false) ?? _isHeld);
        return _isHeld;
    }

    /// <summary>Lets another instance purge.</summary>
    public async ValueTask LeaveAsync()
    {
        if (_isHeld)
        {
            _isHeld = false;
            await far.EndLeaseAsync(LeaseName, _token, TimeSpan.Zero).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the cursor.</summary>
    /// <returns>Whether the back end has answered, and what.</returns>
    public async ValueTask<(bool IsKnown, PurgeCursor? Cursor)> ReadAsync(CancellationToken cancellationToken)
    {
        if (!far.KeepsValues)
        {
            return (true, null);
        }

        var (isDone, bytes) = await far.OnValuesAsync("get_value", values => values.GetValueAsync(CursorName, CancellationToken.None), cancellationToken).ConfigureAwait(false);
        return (isDone, bytes is { } found && PurgeCursor.TryRead(found.Span, out var cursor) ? cursor : null);
    }

    /// <summary>Keeps the cursor. Where that fails, an instance that comes after this one purges more than it has to.</summary>
    public async ValueTask WriteAsync(PurgeCursor cursor, CancellationToken cancellationToken)
    {
        if (far.KeepsValues)
        {
            await far.OnValuesAsync(
                "set_value",
                async values =>
                {
                    await values.SetValueAsync(CursorName, cursor.Write(), CursorLife, CancellationToken.None).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
