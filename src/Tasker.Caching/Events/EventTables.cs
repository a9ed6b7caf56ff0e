using Tasker.Caching.Coverage;

namespace Tasker.Caching.Events;

/// <summary>Tables of which the host says that an event is published when they change: its mappings say what that evicts.</summary>
internal sealed class EventTables(Type eventType, string[] tables, EventMappings mappings) : ICoveredTables
{
    public IEnumerable<CoveredTable> Read()
    {
        var found = mappings.For(eventType);
        foreach (var mapping in found)
        {
            Try(mapping);
        }

        CacheTag[] tags = [.. found.SelectMany(static mapping => mapping.Learned.Read() ?? [])];
        return tables.Select(table => new CoveredTable(table, tags.Length == 0 ? null : tags, $"EvictOn<{eventType.Name}>"));
    }

    private static void Try(EventMapping mapping)
    {
        if (mapping.Learned.Read() is not null || mapping.Example is null)
        {
            return;
        }

        try
        {
            mapping.Learned.Note([.. (mapping.TagsOf(mapping.Example()) ?? []).OfType<CacheTag>()]);
        }
        catch (Exception)
        {
            // The check at start has said so. What it evicts stays unknown, and that is reported.
        }
    }
}
