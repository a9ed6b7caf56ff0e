using Tasker.Caching.Backends;

namespace Tasker.OutputCache.Testing;

/// <summary>One host's way to the eviction log. A broken back end sends no messages.</summary>
internal sealed class TestEvictionLog : IEvictionLog, IAsyncDisposable
{
    private readonly TestLogStore _store;
    private readonly BackendGate _gate;
    private readonly TimeSpan _retention;
    private readonly Action<TestEvictionLog> _leave;
    private readonly CancellationToken _closing;
    private long _readings;

    public TestEvictionLog(TestLogStore store, BackendGate gate, TimeSpan retention, Action<TestEvictionLog> leave, CancellationToken closing = default)
    {
        _closing = closing;
        _store = store;
        _gate = gate;
        _retention = retention;
        _leave = leave;
        store.Appended += OnAppended;
    }

    public event Action<EvictionRecord>? Appended;

    public event Action? Interrupted;

    /// <summary>Gets how many readings have begun.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    public ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken) =>
        _gate.Pass(() => _store.Append(tags, generation, known, _retention), cancellationToken, _closing);

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _readings);
        return _gate.Pass(() => _store.ReadSince(cursor), cancellationToken, _closing);
    }

    /// <summary>Lets the host read the log now.</summary>
    public void Interrupt() => CacheGuard.Raise(Interrupted);

    private void OnAppended(EvictionRecord record)
    {
        if (_gate.Fault == BackendFault.None)
        {
            CacheGuard.Raise(Appended, record);
        }
    }

    public ValueTask DisposeAsync()
    {
        _store.Appended -= OnAppended;
        _leave(this);
        return ValueTask.CompletedTask;
    }
}
