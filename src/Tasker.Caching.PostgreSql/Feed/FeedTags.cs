using Microsoft.Extensions.Logging;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>What one transaction of the feed evicts.</summary>
internal sealed class FeedTags(ILogger logger)
{
    // Past this, tags with dimensions become those of their resources: too much goes, never too little.
    private const int MaximumTags = 1000;

    private readonly HashSet<CacheTag> _tags = [];
    private readonly HashSet<TableMapping> _unknown = [];
    private bool _isWidened;

    public bool IsEmpty => _tags.Count == 0;

    public IReadOnlyCollection<CacheTag> All => [.. _tags];

    /// <summary>Says whether there is nothing left that rows of a table could add.</summary>
    public bool HasAll(IEnumerable<TableMapping> mappings) => mappings.All(_unknown.Contains);

    public void Clear()
    {
        _tags.Clear();
        _unknown.Clear();
        _isWidened = false;
    }

    /// <summary>Adds what a row evicts. A mapping that throws evicts as if the row were not known.</summary>
    public void Add(TableMapping mapping, ChangedRow row)
    {
        if (_unknown.Contains(mapping))
        {
            return;
        }

        try
        {
            foreach (var tag in mapping.Tags(row))
            {
                ArgumentNullException.ThrowIfNull(tag);
                _tags.Add(_isWidened ? tag.Widen() : tag);
            }
        }
        catch (Exception exception)
        {
            logger.ChangeMappingFailed(mapping.Table, exception);
            AddUnknown(mapping);
        }

        if (!_isWidened && _tags.Count > MaximumTags)
        {
            _isWidened = true;
            CacheTag[] wide = [.. _tags.Select(static tag => tag.Widen()).Distinct()];
            _tags.Clear();
            _tags.UnionWith(wide);
        }
    }

    /// <summary>Adds what a change of rows evicts that are not known.</summary>
    public void AddUnknown(TableMapping mapping)
    {
        if (_unknown.Add(mapping))
        {
            _tags.UnionWith(mapping.Unknown);
        }
    }
}
