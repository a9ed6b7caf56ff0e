namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>Knows, for every version, when an eviction first returned that covers a newer one.</summary>
internal sealed class EvictionDeadlines
{
    private readonly long[] _versions;
    private readonly long[] _earliest;

    public EvictionDeadlines(IEnumerable<(long Version, long Returned)> evictions)
    {
        var sorted = evictions.OrderBy(eviction => eviction.Version).ToArray();
        _versions = [.. sorted.Select(eviction => eviction.Version)];
        _earliest = [.. sorted.Select(eviction => eviction.Returned)];

        // From the newest version down: an eviction that covers a newer version covers the older ones as well.
        for (var i = _earliest.Length - 2; i >= 0; i--)
        {
            _earliest[i] = Math.Min(_earliest[i], _earliest[i + 1]);
        }
    }

    public long? For(long version)
    {
        var (low, high) = (0, _versions.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _versions[middle] <= version ? (middle + 1, high) : (low, middle);
        }

        return low == _earliest.Length ? null : _earliest[low];
    }
}
