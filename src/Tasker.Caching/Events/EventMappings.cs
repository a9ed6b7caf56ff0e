using System.Collections.Concurrent;

namespace Tasker.Caching.Events;

/// <summary>All mappings of the host, by the events that they are for.</summary>
internal sealed class EventMappings
{
    private readonly ConcurrentDictionary<Type, EventMapping[]> _byEvent = new();
    private readonly Func<Type, EventMapping[]> _find;

    public EventMappings(IEnumerable<EventMapping> mappings)
    {
        var all = new List<EventMapping>();
        var repeated = new List<EventMapping>();
        foreach (var mapping in mappings)
        {
            (all.Exists(mapping.Repeats) ? repeated : all).Add(mapping);
        }

        All = all;
        Repeated = repeated;
        _find = type => [.. all.Where(mapping => mapping.EventType.IsAssignableFrom(type))];
    }

    public IReadOnlyList<EventMapping> All { get; }

    /// <summary>Gets the mappings that were registered once more. They evict nothing that the first does not.</summary>
    public IReadOnlyList<EventMapping> Repeated { get; }

    /// <summary>Gets the mappings of a type of event, of its bases and of its interfaces, in the order of their registration.</summary>
    public EventMapping[] For(Type eventType) => _byEvent.GetOrAdd(eventType, _find);
}
