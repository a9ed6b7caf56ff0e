namespace Tasker.Caching.Simulation.Server;

/// <summary>A sorted set of Redis: members by score, those of one score in the order of their bytes.</summary>
/// <remarks>Members are bytes, one to a character: so their order is that of the bytes.</remarks>
internal sealed class SortedSet
{
    private readonly Dictionary<string, double> _scores = new(StringComparer.Ordinal);
    private readonly List<(double Score, string Member)> _order = [];

    public int Count => _order.Count;

    public (double Score, string Member) this[int index] => _order[index];

    public SortedSet Copy()
    {
        var copy = new SortedSet();
        copy._order.AddRange(_order);
        foreach (var (score, member) in _order)
        {
            copy._scores.Add(member, score);
        }

        return copy;
    }

    /// <returns>Whether the member is new.</returns>
    public bool Set(string member, double score)
    {
        var isKnown = _scores.TryGetValue(member, out var held);
        if (isKnown)
        {
            _order.RemoveAt(IndexOf(held, member));
        }

        _scores[member] = score;
        _order.Insert(~IndexOf(score, member), (score, member));
        return !isKnown;
    }

    private int IndexOf(double score, string member) => _order.BinarySearch((score, member), Comparer.Instance);

    /// <summary>Finds the members between two scores.</summary>
    /// <returns>The first, and the one after the last.</returns>
    public (int First, int End) Between(ScoreLimit least, ScoreLimit most) => (FirstAt(least.Score, least.IsExclusive), FirstAt(most.Score, !most.IsExclusive));

    // The first one at or, if that is left out, after a score.
    private int FirstAt(double score, bool isAfter)
    {
        var (low, high) = (0, _order.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _order[middle].Score < score || (isAfter && _order[middle].Score == score) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    public void Remove(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            _scores.Remove(_order[i].Member);
        }

        _order.RemoveRange(first, end - first);
    }

    private sealed class Comparer : IComparer<(double Score, string Member)>
    {
        public static readonly Comparer Instance = new();

        public int Compare((double Score, string Member) x, (double Score, string Member) y) =>
            x.Score != y.Score ? x.Score.CompareTo(y.Score) : string.CompareOrdinal(x.Member, y.Member);
    }
}
