using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>Announcements of instances, each in a file that begins with the moment of its writing.</summary>
public sealed class FileInstances(FileBackendFiles files, TimeProvider clock) : ICacheInstances
{
    private readonly StoredFiles _instances = new(files, "instances", clock);

    public async ValueTask AnnounceAsync(string id, ReadOnlyMemory<byte> announcement, TimeSpan life, CancellationToken cancellationToken)
    {
        byte[] value = [.. BitConverter.GetBytes(clock.GetUtcNow().UtcTicks), .. announcement.Span];
        await files.RunAloneAsync(() => _instances.Write(id, value, life), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<AnnouncedInstance>> ListAsync(CancellationToken cancellationToken) => files.RunAloneAsync(List, cancellationToken);

    private IReadOnlyList<AnnouncedInstance> List()
    {
        var listed = new List<AnnouncedInstance>();
        foreach (var id in _instances.Keys().ToList())
        {
            if (_instances.Read(id) is { } value)
            {
                var age = clock.GetUtcNow().UtcTicks - BitConverter.ToInt64(value);
                listed.Add(new AnnouncedInstance(id, value.AsMemory(sizeof(long)), TimeSpan.FromTicks(Math.Max(0, age))));
            }
            else
            {
                _instances.Remove(id);
            }
        }

        return listed;
    }
}
