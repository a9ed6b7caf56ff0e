namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>One node's way to an eviction log: appends, reads and messages can each be broken, and the log be exchanged.</summary>
public sealed class FakeEvictionLog : IEvictionLog
{
    private readonly Lock _lock = new();
    private readonly List<EvictionRecord> _held = [];
    private volatile IEvictionLog _log;

    public FakeEvictionLog(IEvictionLog log)
    {
        _log = log;
        _log.Appended += OnAppended;
        _log.Interrupted += OnInterrupted;
    }

    public event Action<EvictionRecord>? Appended;

    public event Action? Interrupted;

    public Breaker Appends { get; } = new();

    public Breaker Reads { get; } = new();

    public MessageFlow Messages { get; set; }

    /// <summary>Gets or sets what happens to a page on its way to the reader.</summary>
    public Func<EvictionPage, EvictionPage>? OnPage { get; set; }

    /// <summary>Gets or sets what happens to the answer of an append on its way back.</summary>
    public Func<EvictionRecord, EvictionRecord>? OnAnswer { get; set; }

    public IReadOnlyList<EvictionRecord> Held
    {
        get
        {
            lock (_lock)
            {
                return [.. _held];
            }
        }
    }

    /// <summary>Goes on with another log.</summary>
    public void Exchange(IEvictionLog log)
    {
        _log.Appended -= OnAppended;
        _log.Interrupted -= OnInterrupted;
        _log = log;
        _log.Appended += OnAppended;
        _log.Interrupted += OnInterrupted;
    }

    private void OnInterrupted() => Interrupted?.Invoke();

    private void OnAppended(EvictionRecord record)
    {
        switch (Messages)
        {
            case MessageFlow.Delivered:
                Appended?.Invoke(record);
                break;
            case MessageFlow.Doubled:
                Appended?.Invoke(record);
                Appended?.Invoke(record);
                break;
            case MessageFlow.Held:
                lock (_lock)
                {
                    _held.Add(record);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Delivers one of the messages that were held back.</summary>
    public void Deliver(int index)
    {
        EvictionRecord record;
        lock (_lock)
        {
            record = _held[index];
            _held.RemoveAt(index);
        }

        Appended?.Invoke(record);
    }

    public ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken) =>
        Appends.Run(async () =>
        {
            var record = await _log.AppendAsync(tags, generation, known, cancellationToken);
            return OnAnswer?.Invoke(record) ?? record;
        });

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken) =>
        Reads.Run(async () =>
        {
            var page = await _log.ReadSinceAsync(cursor, cancellationToken);
            return OnPage?.Invoke(page) ?? page;
        });
}
