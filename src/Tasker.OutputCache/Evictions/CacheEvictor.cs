namespace Tasker.OutputCache.Evictions;

/// <summary>Turns what users evict into tags of the log.</summary>
internal sealed class CacheEvictor : ICacheEvictor
{
    private readonly EvictionJournal _journal;
    private readonly ITagExpander _expander;
    private readonly EvictionMetrics _metrics;
    private readonly EvictionRefusals _refusals;

    public CacheEvictor(EvictionJournal journal, ITagExpander expander, EvictionMetrics metrics, EvictionRefusals refusals)
    {
        _refusals = refusals;
        _journal = journal;
        _expander = expander;
        _metrics = metrics;
    }

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        EvictAsync(tags, EvictionMode.Hard, cancellationToken);

    public async ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        var outcome = await EvictAndTellAsync(tags, mode, cancellationToken).ConfigureAwait(false);
        _refusals.ThrowIfAny(outcome);
        return outcome.Result;
    }

    /// <summary>Evicts tags, and says why some of them were refused. Nothing is thrown for that.</summary>
    public async ValueTask<EvictionOutcome> EvictAndTellAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var named = new List<CacheTag>(tags.Count);
        var expanded = new List<string>(tags.Count);
        var reasons = new List<string>();
        foreach (var tag in tags)
        {
            if (tag is null)
            {
                _refusals.Add(reasons, null, "One of the tags of the eviction was null.");
                continue;
            }

            named.Add(tag);
            if (!_expander.TryExpand(tag, expanded, out var error))
            {
                _refusals.Add(reasons, tag, error);
                continue;
            }

            _refusals.AddIfUnknown(reasons, tag);
        }

        var record = new HashSet<string>(expanded.Count, StringComparer.Ordinal);
        foreach (var tag in expanded)
        {
            record.Add(mode == EvictionMode.Soft ? ReservedTags.Soft(tag) : tag);
        }

        var result = await _journal.EvictAsync(record, cancellationToken).ConfigureAwait(false);
        var outcome = EvictionOutcome.Of(result, reasons);
        _metrics.Record(named, mode, outcome);
        return outcome;
    }

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) =>
        EvictAsync([CacheTag.Everything], EvictionMode.Hard, cancellationToken);
}
