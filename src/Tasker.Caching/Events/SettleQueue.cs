using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Events;

/// <summary>The second evictions that are due once what handlers read from has caught up.</summary>
/// <remarks>One for each tag, mode and time: a newer event moves it on, since its own first eviction has taken what was computed in between.</remarks>
internal sealed class SettleQueue : IDisposable
{
    public const int MaximumTags = 20_000;

    /// <summary>What is due within this time goes together.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(10);

    // The host has waited already.
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, long> _due = [];
    private readonly SortedDictionary<long, HashSet<Key>> _queue = [];
    private readonly ICacheEvictor _evictor;
    private readonly EventMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _grain;
    private TaskCompletionSource? _empty;
    private int _evicting;

    public SettleQueue(ICacheEvictor evictor, EventMetrics metrics, TimeProvider clock, ILogger<SettleQueue> logger)
    {
        _evictor = evictor;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _grain = Math.Max(1, _clock.Timestamps(Grain));
        _timer = clock.CreateTimer(static state => ((SettleQueue)state!).EvictDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, TimeSpan settle)
    {
        lock (_lock)
        {
            var due = ((_clock.GetTimestamp() + _clock.Timestamps(settle)) / _grain + 1) * _grain;
            foreach (var tag in tags)
            {
                Set_NeedsLock(new Key(tag, mode, settle), due);
            }

            if (_due.Count > MaximumTags)
            {
                Widen_NeedsLock();
            }

            Arm_NeedsLock();
        }
    }

    private void Set_NeedsLock(Key key, long due)
    {
        if (_due.TryGetValue(key, out var known))
        {
            Unqueue_NeedsLock(key, known);
        }

        _due[key] = due;
        if (!_queue.TryGetValue(due, out var keys))
        {
            _queue.Add(due, keys = []);
        }

        keys.Add(key);
    }

    private void Unqueue_NeedsLock(Key key, long due)
    {
        var keys = _queue[due];
        keys.Remove(key);
        if (keys.Count == 0)
        {
            _queue.Remove(due);
        }
    }

    // More goes than need be, and nothing is forgotten.
    private void Widen_NeedsLock()
    {
        _logger.SettlingWidened(MaximumTags);
        (Key Key, long Due)[] all = [.. _due.Select(static entry => (entry.Key, entry.Value))];
        _due.Clear();
        _queue.Clear();
        foreach (var (key, due) in all)
        {
            var wide = key with { Tag = key.Tag.Resource is null ? CacheTag.Everything : CacheTag.For(key.Tag.Name) };
            Set_NeedsLock(wide, Math.Max(due, _due.GetValueOrDefault(wide)));
        }
    }

    private void Arm_NeedsLock()
    {
        foreach (var due in _queue.Keys)
        {
            var left = _clock.GetElapsedTime(_clock.GetTimestamp(), due);

            // Timers count in whole milliseconds, and may be early by less than one.
            _timer.Change(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            return;
        }
    }

    private void EvictDue() => Guard.Forget(EvictAsync(Take(_clock.GetTimestamp()), CancellationToken.None));

    private List<Key> Take(long upTo)
    {
        var taken = new List<Key>();
        lock (_lock)
        {
            while (_queue.Count > 0 && _queue.First() is var (due, keys) && due <= upTo)
            {
                taken.AddRange(keys);
                _queue.Remove(due);
                foreach (var key in keys)
                {
                    _due.Remove(key);
                }
            }

            _evicting++;
            Arm_NeedsLock();
        }

        return taken;
    }

    // Both ways begin before one is waited for.
    private async Task EvictAsync(List<Key> keys, CancellationToken cancellationToken)
    {
        var ways = keys.GroupBy(static key => key.Mode, static key => key.Tag);
        await Task.WhenAll([.. ways.Select(way => EvictAsync([.. way.Distinct()], way.Key, cancellationToken))]).ConfigureAwait(false);
        lock (_lock)
        {
            _evicting--;
            if (_evicting == 0 && _due.Count == 0)
            {
                _empty?.TrySetResult();
                _empty = null;
            }
        }
    }

    // The cache's own evictor never throws; the host may have put another in its place.
    private async Task EvictAsync(CacheTag[] tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        try
        {
            await _evictor.EvictAsync(tags, mode, cancellationToken).ConfigureAwait(false);
            _metrics.CountSettled(tags.Length);
        }
        catch (EvictionRefusedException)
        {
            // In Development. It was said at the first eviction, and the other tags have gone again.
            _metrics.CountSettled(tags.Length);
        }
        catch (Exception exception)
        {
            _logger.SettlingFailed(exception, tags.Length);
        }
    }

    /// <summary>Waits until nothing is left. What is not due in time is evicted early, which may be too early.</summary>
    public async Task DrainAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        Task empty;
        lock (_lock)
        {
            if (_due.Count == 0 && _evicting == 0)
            {
                return;
            }

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _empty.Task;
        }

        try
        {
            await empty.WaitAsync(longest, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            var left = Take(long.MaxValue);
            if (left.Count > 0)
            {
                _logger.SettledEarly(left.Count);
            }

            await EvictLastAsync(left).ConfigureAwait(false);
        }
    }

    // The cache's own evictor heeds the token; another may not answer at all.
    private async Task EvictLastAsync(List<Key> left)
    {
        using var enough = new CancellationTokenSource(LastWait, _clock);
        try
        {
            await EvictAsync(left, enough.Token).WaitAsync(LastWait * 2, _clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            _logger.SettlingFailed(exception, left.Count);
        }
    }

    public void Dispose() => _timer.Dispose();

    private readonly record struct Key(CacheTag Tag, EvictionMode Mode, TimeSpan Settle);
}
