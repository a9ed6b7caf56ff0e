namespace Tasker.Caching.EntityFrameworkCore.Tests;

/// <summary>Keeps what is evicted, call by call.</summary>
internal sealed class RecordingEvictor : ICacheEvictor
{
    private readonly Lock _lock = new();
    private readonly List<IReadOnlyList<string>> _calls = [];

    /// <summary>Gets or sets what happens to a call after it has been noted.</summary>
    public Func<Task> Behind { get; set; } = static () => Task.CompletedTask;

    public IReadOnlyList<IReadOnlyList<string>> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Returns the tags that have been evicted since the last time, in order, each once.</summary>
    public string[] Take()
    {
        lock (_lock)
        {
            string[] tags = [.. _calls.SelectMany(static call => call).Distinct().Order(StringComparer.Ordinal)];
            _calls.Clear();
            return tags;
        }
    }

    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken = default) =>
        EvictAsync(tags, EvictionMode.Hard, cancellationToken);

    public async ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            // A colon in a tag is escaped; here nobody needs that.
            _calls.Add([.. tags.Select(tag => mode == EvictionMode.Soft ? $"~{tag}" : tag.ToString()).Select(Uri.UnescapeDataString)]);
        }

        await Behind();
        return EvictionResult.Confirmed;
    }

    public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken = default) => EvictAsync([CacheTag.Everything], cancellationToken);
}
