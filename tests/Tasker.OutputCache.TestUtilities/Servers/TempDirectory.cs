namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>A directory for one server's files; those of killed test processes are removed by the next one.</summary>
public sealed class TempDirectory : IDisposable
{
    private const string Prefix = "tasker-test-";

    static TempDirectory()
    {
        foreach (var directory in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(directory)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, out var processId) && !Directory.Exists($"/proc/{processId}"))
            {
                Remove(directory);
            }
        }
    }

    public TempDirectory()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Remove(Path);

    private static void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another test process removed it at the same time.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A dying server may still write into it; what is left is removed by the next test process.
        }
    }
}
