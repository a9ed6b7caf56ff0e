using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Instruments;

/// <summary>The most frequent of any number of texts, in bounded memory: the space-saving algorithm (Metwally, Agrawal, El Abbadi, 2005).</summary>
/// <remarks>
/// A text that is not counted takes the place of the rarest, and its count as its possible error: a count is never too
/// low, and too high by its error at most. What is asked for more often than the average of all places is always among them.
/// </remarks>
internal sealed class HeavyHitters(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Hitter> _byText = new(capacity, StringComparer.Ordinal);

    // A heap: the rarest stands first.
    private readonly List<Hitter> _heap = new(capacity);

    public void Add(string text, long weight, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_byText.TryGetValue(text, out var hitter))
            {
                hitter = Enter_NeedsLock(text);
            }

            hitter.Count += weight;
            hitter.LastAt = at;
            Sink_NeedsLock(hitter);
        }
    }

    private Hitter Enter_NeedsLock(string text)
    {
        Hitter hitter;
        if (_heap.Count < capacity)
        {
            hitter = new Hitter { Text = text, Place = _heap.Count };
            _heap.Add(hitter);
            Rise_NeedsLock(hitter);
        }
        else
        {
            hitter = _heap[0];
            _byText.Remove(hitter.Text);
            hitter.Text = text;
            hitter.Error = hitter.Count;
        }

        _byText.Add(text, hitter);
        return hitter;
    }

    private void Rise_NeedsLock(Hitter hitter)
    {
        while (hitter.Place > 0 && _heap[(hitter.Place - 1) / 2] is var above && above.Count > hitter.Count)
        {
            Swap_NeedsLock(above, hitter);
        }
    }

    private void Sink_NeedsLock(Hitter hitter)
    {
        while (TryGetLesserChild_NeedsLock(hitter, out var child) && child.Count < hitter.Count)
        {
            Swap_NeedsLock(hitter, child);
        }
    }

    private bool TryGetLesserChild_NeedsLock(Hitter hitter, [NotNullWhen(true)] out Hitter? child)
    {
        var left = (2 * hitter.Place) + 1;
        child = left >= _heap.Count ? null
            : left + 1 < _heap.Count && _heap[left + 1].Count < _heap[left].Count ? _heap[left + 1]
            : _heap[left];
        return child is not null;
    }

    private void Swap_NeedsLock(Hitter above, Hitter below)
    {
        (above.Place, below.Place) = (below.Place, above.Place);
        _heap[above.Place] = above;
        _heap[below.Place] = below;
    }

    /// <summary>Returns the most frequent, the most frequent of them first.</summary>
    public HeavyHitter[] Top(int count)
    {
        lock (_gate)
        {
            return [.. _heap
                .OrderByDescending(static hitter => hitter.Count)
                .ThenByDescending(static hitter => hitter.LastAt)
                .Take(count)
                .Select(static hitter => new HeavyHitter(hitter.Text, hitter.Count, hitter.Error, hitter.LastAt))];
        }
    }

    private sealed class Hitter
    {
        public required string Text { get; set; }

        public long Count { get; set; }

        public long Error { get; set; }

        public DateTimeOffset LastAt { get; set; }

        public int Place { get; set; }
    }
}
