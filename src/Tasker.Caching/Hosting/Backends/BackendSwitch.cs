using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Configuration;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Evictions.Outbox;

namespace Tasker.Caching.Hosting.Backends;

/// <summary>Lets this node go on with another back end while requests are served.</summary>
/// <remarks>
/// The order is the guarantee. The far tier is closed before anything else moves. Then the view starts empty, which voids all that is in
/// memory or being computed, and makes an append that is still on its way to the old log one that has to be repeated in the new. Only then
/// the journal moves, and takes along what the new log can't know; and the new far tier is opened last.
/// </remarks>
internal sealed class BackendSwitch
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FarewellPause = TimeSpan.FromSeconds(1);

    private readonly BackendSelector _selector;
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly EvictionJournal _journal;
    private readonly FarAccess _far;
    private readonly FarEndpoint _endpoint;
    private readonly OutboxAccess _outbox;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile CacheBackend _current;

    public BackendSwitch(
        CacheBackend first,
        BackendSelector selector,
        EvictionView view,
        EvictionFollower follower,
        EvictionJournal journal,
        FarAccess far,
        FarEndpoint endpoint,
        OutboxAccess outbox,
        CacheSettingsSource settings,
        TimeProvider clock,
        ILogger<BackendSwitch> logger)
    {
        _current = first;
        _selector = selector;
        _view = view;
        _follower = follower;
        _journal = journal;
        _far = far;
        _endpoint = endpoint;
        _outbox = outbox;
        _settings = settings;
        _clock = clock;
        _logger = logger;
    }

    public CacheBackend Current => _current;

    /// <summary>Gets how long an old back end is kept for calls that are under way.</summary>
    private TimeSpan Grace => 2 * _settings.Current.OperationTimeout;

    /// <summary>Goes on with the back end of these options. Where there is none to be had, the one in force stays.</summary>
    public async Task SwitchAsync(TaskerCachingOptions options)
    {
        var before = _current;
        var after = _selector.Select(options, _view.Known);
        if (after.IsLocal && options.Backend != BackendNames.Memory && !before.IsLocal)
        {
            _logger.BackendKept(options.Backend, before.Name);
            if (after.Owner is { } unused)
            {
                await unused.DisposeAsync().ConfigureAwait(false);
            }

            return;
        }

        // Nodes that stay with the old log should hear of what was evicted here. If it can't be reached, the farewell tries on.
        if (!before.IsLocal)
        {
            await _journal.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var known = _view.Known;
        _far.Use(null);
        _follower.Use(FollowedLog.Of(after));
        var untold = _journal.Use(after.Log);
        _outbox.Use(after);
        _endpoint.Restart(after.Name);
        if (!after.IsLocal)
        {
            // Entries of an earlier stay may be there, and their evictions since then only where this node comes from.
            await _journal.EvictAsync(TagsToCarry(before), CancellationToken.None).ConfigureAwait(false);
        }

        _far.Use(after.Far);
        _current = after;
        await _follower.CatchUpAsync().ConfigureAwait(false);
        _logger.BackendChanged(after.Name, before.Name);
        Guard.Forget(RetireAsync(before, untold, known));
    }

    // Of a shared log, this node knows the hashes only; of one of its own, everything that it has not forgotten.
    private static IReadOnlyCollection<string> TagsToCarry(CacheBackend before) =>
        before.Log is InMemoryEvictionLog own && before.IsLocal && own.TryListTags(out var tags) ? tags : [ReservedTags.Everything];

    private async Task RetireAsync(CacheBackend before, IReadOnlyList<string> untold, long known)
    {
        if (!before.IsLocal && untold.Count > 0 && !await TryTellAsync(before.Log, untold, known).ConfigureAwait(false))
        {
            _logger.EvictionsUntold(untold.Count, before.Name);
        }

        await Task.Delay(Grace, _clock).ConfigureAwait(false);
        if (before.Owner is { } owner)
        {
            await owner.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> TryTellAsync(IEvictionLog log, IReadOnlyList<string> tags, long known)
    {
        var startedAt = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(startedAt) < LongestFarewell)
        {
            try
            {
                await log.AppendAsync(tags, null, known, CancellationToken.None).AsTask().WaitAsync(_settings.Current.OperationTimeout, _clock).ConfigureAwait(false);
                return true;
            }
            catch (Exception)
            {
                // Whatever it was, it is tried again; how it ends is logged once.
                await Task.Delay(FarewellPause, _clock).ConfigureAwait(false);
            }
        }

        return false;
    }
}
