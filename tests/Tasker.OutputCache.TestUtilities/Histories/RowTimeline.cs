namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>The commits of one row, and from when on each of its versions must no longer be read.</summary>
internal sealed class RowTimeline
{
    private readonly Dictionary<long, CommitOperation> _commits;
    private readonly EvictionDeadlines _anywhere;
    private readonly Dictionary<string, EvictionDeadlines> _onNode;

    public RowTimeline(IReadOnlyList<CommitOperation> commits, IEnumerable<EvictOperation> evictions)
    {
        // Two commits of one version: the test is wrong, and this throws.
        _commits = commits.ToDictionary(commit => commit.Version);

        var byEnd = commits.OrderBy(commit => commit.End).ToArray();
        var newest = new long[byEnd.Length];
        for (var i = 0; i < byEnd.Length; i++)
        {
            newest[i] = Math.Max(byEnd[i].Version, i == 0 ? 0 : newest[i - 1]);
        }

        var covered = evictions
            .Select(eviction => (eviction.Node, eviction.IsShared, Version: NewestBefore(eviction.Start), eviction.End))
            .Where(eviction => eviction.Version > 0)
            .ToArray();
        _anywhere = new EvictionDeadlines(covered.Where(eviction => eviction.IsShared).Select(eviction => (eviction.Version, eviction.End)));
        _onNode = covered
            .GroupBy(eviction => eviction.Node)
            .ToDictionary(node => node.Key, node => new EvictionDeadlines(node.Select(eviction => (eviction.Version, eviction.End))));

        // The newest version whose commit had returned when the eviction was called.
        long NewestBefore(long time)
        {
            var (low, high) = (0, byEnd.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = byEnd[middle].End <= time ? (middle + 1, high) : (low, middle);
            }

            return low == 0 ? 0 : newest[low - 1];
        }
    }

    /// <summary>Returns whether a version can have been there at a time.</summary>
    public bool MayExist(long version, long time) =>
        version == 0 || (_commits.TryGetValue(version, out var commit) && commit.Start <= time);

    /// <summary>Returns when a shared eviction first returned that covers something newer than the version; null when none did.</summary>
    public long? EvictedAt(long version) => _anywhere.For(version);

    /// <summary>Returns the same for evictions through one node, shared or not.</summary>
    public long? EvictedAt(long version, string node) => _onNode.TryGetValue(node, out var deadlines) ? deadlines.For(version) : null;
}
