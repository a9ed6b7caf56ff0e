namespace Tasker.OutputCache.Tests.Evictions.Replay;

/// <summary>What a model's log holds at the moment, as a follower reads it.</summary>
internal sealed class ModelLog : IEvictionLog
{
    public event Action<EvictionRecord>? Appended
    {
        add { }
        remove { }
    }

    public event Action? Interrupted
    {
        add { }
        remove { }
    }

    public EvictionPage? Page { get; set; }

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        var page = Page!;
        var horizon = cursor.Generation == page.Generation ? cursor.Horizon : 0;
        return ValueTask.FromResult(page with { Evictions = [.. page.Evictions.Where(eviction => eviction.Sequence > horizon).OrderBy(static eviction => eviction.Sequence)] });
    }

    public ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The model appends.");
}
