using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Diagnostics;

namespace Tasker.OutputCache.Evictions;

/// <summary>Turns what users evict into tags of the log.</summary>
internal sealed class CacheEvictor : ICacheEvictor
{
    private readonly EvictionJournal _journal;
    private readonly ITagExpander _expander;
    private readonly CacheMetrics _metrics;
    private readonly ReportPause _refusals;
    private readonly ILogger _logger;

    public CacheEvictor(EvictionJournal journal, ITagExpander expander, CacheMetrics metrics, TimeProvider clock, ILogger<CacheEvictor> logger)
    {
        _refusals = new ReportPause(clock);
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
        var named = new List<CacheTag>(tags.Count);
        var expanded = new List<string>(tags.Count);
        foreach (var tag in tags)
        {
            if (tag is null)
            {
                Refuse("one of its tags was null.");
                continue;
            }

            named.Add(tag);
            if (!_expander.TryExpand(tag, expanded, out var error))
            {
                Refuse(error);
            }
        }

        var record = new HashSet<string>(expanded.Count, StringComparer.Ordinal);
        foreach (var tag in expanded)
        {
            record.Add(mode == EvictionMode.Soft ? ReservedTags.Soft(tag) : tag);
        }

        var result = await _journal.EvictAsync(record, cancellationToken).ConfigureAwait(false);
        _metrics.CountEviction(mode, result);
        _metrics.Statistics.Evictions.Add(named, mode, result);
        return result;
    }

    // A mistake in the code comes with every event; one line a minute tells of it as well.
    private void Refuse(string reason)
    {
        if (_refusals.MayReport(out var count))
        {
            _logger.EvictionRefused(reason, count);
        }
        else
        {
            _logger.EvictionRefusedAgain(reason);
        }
    }

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) =>
        EvictAsync([CacheTag.Everything], EvictionMode.Hard, cancellationToken);
}
