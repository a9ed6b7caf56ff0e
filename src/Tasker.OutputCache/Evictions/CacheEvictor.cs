using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Diagnostics;

namespace Tasker.OutputCache.Evictions;

/// <summary>Turns what users evict into tags of the log.</summary>
internal sealed class CacheEvictor : ICacheEvictor
{
    private readonly EvictionJournal _journal;
    private readonly ITagExpander _expander;
    private readonly CacheMetrics _metrics;
    private readonly ILogger _logger;

    public CacheEvictor(EvictionJournal journal, ITagExpander expander, CacheMetrics metrics, ILogger<CacheEvictor> logger)
    {
        _journal = journal;
        _expander = expander;
        _metrics = metrics;
        _logger = logger;
    }

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        EvictAsync(tags, EvictionMode.Hard, cancellationToken);

    public async ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var expanded = new List<string>(tags.Count);
        foreach (var tag in tags)
        {
            if (tag is null)
            {
                _logger.EvictionRefused("one of its tags was null.");
            }
            else if (!_expander.TryExpand(tag, expanded, out var error))
            {
                _logger.EvictionRefused(error);
            }
        }

        var record = new HashSet<string>(expanded.Count, StringComparer.Ordinal);
        foreach (var tag in expanded)
        {
            record.Add(mode == EvictionMode.Soft ? ReservedTags.Soft(tag) : tag);
        }

        var result = await _journal.EvictAsync(record, cancellationToken).ConfigureAwait(false);
        _metrics.CountEviction(mode, result);
        _metrics.Statistics.Evictions.Add(tags, mode, result);
        return result;
    }

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) =>
        EvictAsync([CacheTag.Everything], EvictionMode.Hard, cancellationToken);
}
