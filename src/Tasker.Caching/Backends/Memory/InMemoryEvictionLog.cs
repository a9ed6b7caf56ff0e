using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Backends.Memory;

/// <summary>An eviction log in this process: what the in-memory back end uses, and tests with several nodes.</summary>
internal sealed class InMemoryEvictionLog : IEvictionLog
{
    public const int DefaultPageSize = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _tags = new(StringComparer.Ordinal);
    private readonly Queue<EvictedTag> _ages = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _retention;
    private readonly int _pageSize;
    private readonly EngineEnvironment _environment;
    private string _generation = string.Empty;
    private long _marker;
    private long _head;
    private bool _hasForgotten;

    public InMemoryEvictionLog(TimeProvider clock, TimeSpan retention, int pageSize = DefaultPageSize, long known = 0, EngineEnvironment? environment = null)
    {
        _clock = clock;
        _retention = retention;
        _pageSize = pageSize;
        _environment = environment ?? EngineEnvironment.Process;
        BeginGeneration_NeedsLock(known);
    }

    public event Action<EvictionRecord>? Appended;

    // No message of this process's own log is lost on its way.
    public event Action? Interrupted
    {
        add { }
        remove { }
    }

    public ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        EvictionRecord record;
        lock (_lock)
        {
            var isSetBack = BeginAgainIfSetBack_NeedsLock(generation, known);
            var before = _head;
            var sequence = Math.Max(Microseconds(), Math.Max(before, known) + 1);
            foreach (var tag in tags)
            {
                _tags[tag] = sequence;
                _ages.Enqueue(new EvictedTag(tag, sequence));
            }

            _head = sequence;
            Trim_NeedsLock();
            record = new EvictionRecord(_generation, before, sequence, _marker, tags, isSetBack ? MarkerReason.LogRolledBack : MarkerReason.None);
        }

        Guard.Raise(Appended, record with { Raised = MarkerReason.None });
        return ValueTask.FromResult(record);
    }

    // What is forgotten raises the marker: an entry from before then can't be judged any more.
    private void Trim_NeedsLock()
    {
        var oldest = Microseconds() - (_retention.Ticks / TimeSpan.TicksPerMicrosecond);
        while (_ages.TryPeek(out var age) && age.Sequence < oldest)
        {
            _ages.Dequeue();
            if (_tags.TryGetValue(age.Tag, out var last) && last == age.Sequence)
            {
                _tags.Remove(age.Tag);
                _marker = age.Sequence;
                _hasForgotten = true;
            }
        }

        // A tag that is evicted again and again leaves all but its last age behind.
        if (_ages.Count > (2 * _tags.Count) + DefaultPageSize)
        {
            Compact_NeedsLock();
        }
    }

    private void Compact_NeedsLock()
    {
        for (var left = _ages.Count; left > 0; left--)
        {
            var age = _ages.Dequeue();
            if (_tags.TryGetValue(age.Tag, out var last) && last == age.Sequence)
            {
                _ages.Enqueue(age);
            }
        }
    }

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var isSetBack = BeginAgainIfSetBack_NeedsLock(cursor.Generation, cursor.Known);
            var horizon = string.Equals(cursor.Generation, _generation, StringComparison.Ordinal) ? cursor.Horizon : 0;
            var evictions = new List<EvictedTag>();
            foreach (var (tag, sequence) in _tags)
            {
                if (sequence > horizon)
                {
                    evictions.Add(new EvictedTag(tag, sequence));
                }
            }

            evictions.Sort(static (a, b) => a.Sequence.CompareTo(b.Sequence));
            EvictionCursor? next = null;
            if (evictions.Count > _pageSize)
            {
                // A page ends on a whole sequence.
                var end = _pageSize;
                while (end < evictions.Count && evictions[end].Sequence == evictions[end - 1].Sequence)
                {
                    end++;
                }

                if (end < evictions.Count)
                {
                    next = new EvictionCursor(_generation, evictions[end - 1].Sequence, cursor.Known);
                    evictions.RemoveRange(end, evictions.Count - end);
                }
            }

            return ValueTask.FromResult(new EvictionPage(_generation, _marker, _head, _clock.GetUtcNow(), evictions, next, isSetBack ? MarkerReason.LogRolledBack : MarkerReason.None));
        }
    }

    /// <summary>Lists every tag that was ever evicted here, for the log that takes the place of this one.</summary>
    /// <returns><see langword="false"/> if some of them have been forgotten.</returns>
    public bool TryListTags(out IReadOnlyCollection<string> tags)
    {
        lock (_lock)
        {
            tags = [.. _tags.Keys];
            return !_hasForgotten;
        }
    }

    // A reader that knows more of this log than it holds has seen what it lost.
    private bool BeginAgainIfSetBack_NeedsLock(string? generation, long known)
    {
        if (known <= _head || !string.Equals(generation, _generation, StringComparison.Ordinal))
        {
            return false;
        }

        BeginGeneration_NeedsLock(known);
        _hasForgotten = true;
        return true;
    }

    private void BeginGeneration_NeedsLock(long known)
    {
        _tags.Clear();
        _ages.Clear();
        _generation = _environment.NewToken();
        _head = _marker = Math.Max(Microseconds(), known + 1);
    }

    private long Microseconds() => (_clock.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
