using Tasker.Caching.Coverage;

namespace Tasker.Caching.Events;

/// <summary>What an event of one type evicts.</summary>
internal sealed class EventMapping
{
    private readonly Delegate _source;
    private readonly Func<object, IEnumerable<CacheTag?>?> _tags;

    private EventMapping(Type eventType, Delegate source, Func<object, IEnumerable<CacheTag?>?> tags)
    {
        EventType = eventType;
        _source = source;
        _tags = tags;
    }

    public Type EventType { get; }

    public EvictionMode Mode { get; private init; }

    /// <summary>Gets how long after the first eviction the second one follows; zero if there is none.</summary>
    public TimeSpan Settle { get; private init; }

    /// <summary>Gets the mapping as the host wrote it.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>Gets what makes an event to try the mapping with at start.</summary>
    public Func<object>? Example { get; private init; }

    /// <summary>Gets what it was seen to evict.</summary>
    public LearnedTags Learned { get; } = new();

    public static EventMapping Create<TEvent>(Func<TEvent, IEnumerable<CacheTag>> tags, EvictionMode mode, TimeSpan settle, Func<TEvent>? example, string? text)
        where TEvent : notnull =>
        new(typeof(TEvent), tags, domainEvent => tags((TEvent)domainEvent))
        {
            Mode = mode,
            Settle = settle,
            Example = example is null ? null : () => example(),
            Text = text is null ? string.Empty : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        };

    public IEnumerable<CacheTag?>? TagsOf(object domainEvent) => _tags(domainEvent);

    /// <summary>Says whether another registration says the same once more.</summary>
    public bool Repeats(EventMapping other) => EventType == other.EventType && Mode == other.Mode && Settle == other.Settle && _source.Equals(other._source);
}
