using System.Globalization;
using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Testing;

/// <summary>The eviction log that the hosts of a test share.</summary>
internal sealed class TestLogStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _tags = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly int _pageSize;
    private int _generations;
    private string _generation = string.Empty;
    private long _marker;
    private long _head;

    public TestLogStore(TimeProvider clock, int pageSize = 1000)
    {
        _clock = clock;
        _pageSize = pageSize;
        Begin_NeedsLock(0);
    }

    public event Action<EvictionRecord>? Appended;

    public EvictionRecord Append(IReadOnlyList<string> tags, string? generation, long known, TimeSpan retention)
    {
        EvictionRecord record;
        lock (_lock)
        {
            var raised = BeginIfSetBack_NeedsLock(generation, known);
            var before = _head;
            _head = Math.Max(Microseconds(), Math.Max(before, known) + 1);
            foreach (var tag in tags)
            {
                _tags[tag] = _head;
            }

            Trim_NeedsLock(retention);
            record = new EvictionRecord(_generation, before, _head, _marker, [.. tags], raised);
        }

        CacheGuard.Raise(Appended, record with { Raised = MarkerReason.None });
        return record;
    }

    // What is forgotten raises the marker: an entry from before it can't be judged any more.
    private void Trim_NeedsLock(TimeSpan retention)
    {
        var oldest = Microseconds() - (retention.Ticks / TimeSpan.TicksPerMicrosecond);
        foreach (var (tag, sequence) in _tags.Where(entry => entry.Value < oldest).ToList())
        {
            _tags.Remove(tag);
            _marker = Math.Max(_marker, sequence);
        }
    }

    public EvictionPage ReadSince(EvictionCursor cursor)
    {
        lock (_lock)
        {
            var raised = BeginIfSetBack_NeedsLock(cursor.Generation, cursor.Known);
            var horizon = cursor.Generation == _generation ? cursor.Horizon : 0;
            var evictions = _tags
                .Where(entry => entry.Value > horizon)
                .Select(static entry => new EvictedTag(entry.Key, entry.Value))
                .OrderBy(static eviction => eviction.Sequence)
                .ToList();

            EvictionCursor? next = null;
            if (evictions.Count > _pageSize)
            {
                // A page ends on a whole sequence.
                var last = evictions[_pageSize - 1].Sequence;
                var page = evictions.TakeWhile(eviction => eviction.Sequence <= last).ToList();
                next = page.Count < evictions.Count ? new EvictionCursor(_generation, last, cursor.Known) : null;
                evictions = page;
            }

            return new EvictionPage(_generation, _marker, _head, _clock.GetUtcNow(), evictions, next, raised);
        }
    }

    public void Lose()
    {
        lock (_lock)
        {
            Begin_NeedsLock(0);
        }
    }

    // A node that knows more of this log than the log holds has seen what was lost.
    private MarkerReason BeginIfSetBack_NeedsLock(string? generation, long known)
    {
        if (known <= _head || generation != _generation)
        {
            return MarkerReason.None;
        }

        Begin_NeedsLock(known);
        return MarkerReason.LogRolledBack;
    }

    private void Begin_NeedsLock(long known)
    {
        _tags.Clear();
        _generation = (++_generations).ToString(CultureInfo.InvariantCulture);
        _head = _marker = Math.Max(Microseconds(), Math.Max(_head, known) + 1);
    }

    private long Microseconds() => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
