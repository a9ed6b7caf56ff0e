using System.Text;

namespace Stranger.FileBackend;

/// <summary>Values with their keys and the ends of their lives. Whoever calls has the lock.</summary>
public sealed class StoredFiles(FileBackendFiles files, string folder, TimeProvider clock)
{
    public int Count => Directory.EnumerateFiles(Path.Combine(files.Root, folder)).Count();

    public byte[]? Read(string key)
    {
        var path = files.PathOf(folder, key);
        if (!File.Exists(path))
        {
            return null;
        }

        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        var endsAt = reader.ReadInt64();
        return reader.ReadString() == key && clock.GetUtcNow().UtcTicks < endsAt ? reader.ReadBytes((int)(reader.BaseStream.Length - reader.BaseStream.Position)) : null;
    }

    public bool Write(string key, ReadOnlyMemory<byte> value, TimeSpan life)
    {
        using var writer = new BinaryWriter(File.Create(files.PathOf(folder, key)), Encoding.UTF8);
        writer.Write(clock.GetUtcNow().UtcTicks + life.Ticks);
        writer.Write(key);
        writer.Write(value.Span);
        return true;
    }

    public bool Remove(string key)
    {
        var wasThere = Read(key) is not null;
        File.Delete(files.PathOf(folder, key));
        return wasThere;
    }

    public IEnumerable<string> Keys()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(files.Root, folder)))
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            reader.ReadInt64();
            yield return reader.ReadString();
        }
    }
}
