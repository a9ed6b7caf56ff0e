namespace Tasker.Caching.Backends.Memory;

/// <summary>Announcements in this process: the one instance that the in-memory back end has, and tests with several.</summary>
internal sealed class InMemoryInstances(TimeProvider clock) : ICacheInstances
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Announcement, long At, TimeSpan Life)> _instances = new(StringComparer.Ordinal);

    public ValueTask AnnounceAsync(string id, ReadOnlyMemory<byte> announcement, TimeSpan life, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _instances[id] = (announcement.ToArray(), clock.GetTimestamp(), life);
        }

        return default;
    }

    public ValueTask<IReadOnlyList<AnnouncedInstance>> ListAsync(CancellationToken cancellationToken)
    {
        var listed = new List<AnnouncedInstance>();
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            foreach (var (id, instance) in _instances.ToArray())
            {
                var age = clock.GetElapsedTime(instance.At, now);
                if (age >= instance.Life)
                {
                    _instances.Remove(id);
                    continue;
                }

                listed.Add(new AnnouncedInstance(id, instance.Announcement, age));
            }
        }

        return ValueTask.FromResult<IReadOnlyList<AnnouncedInstance>>(listed);
    }
}
