using Tasker.Caching.Backends.Memory;

namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>An eviction log of several nodes, which can lose everything as a server does that is restarted empty.</summary>
internal sealed class LosableEvictionLog : IEvictionLog
{
    private readonly Func<InMemoryEvictionLog> _create;
    private volatile InMemoryEvictionLog _log;

    public LosableEvictionLog(TimeProvider clock, TimeSpan retention, int pageSize = InMemoryEvictionLog.DefaultPageSize)
    {
        _create = () => new InMemoryEvictionLog(clock, retention, pageSize);
        _log = Begin();
    }

    public event Action<EvictionRecord>? Appended;

    public event Action? Interrupted;

    /// <summary>Begins again, empty and with another generation.</summary>
    public void Lose()
    {
        _log.Appended -= OnAppended;
        _log = Begin();
        Interrupted?.Invoke();
    }

    private InMemoryEvictionLog Begin()
    {
        var log = _create();
        log.Appended += OnAppended;
        return log;
    }

    private void OnAppended(EvictionRecord record) => Appended?.Invoke(record);

    public ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken) =>
        _log.AppendAsync(tags, generation, known, cancellationToken);

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken) => _log.ReadSinceAsync(cursor, cancellationToken);
}
