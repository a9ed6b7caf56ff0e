namespace Stranger.FileBackend;

/// <summary>Where the files are.</summary>
public sealed class FileBackendOptions
{
    public string Directory { get; set; } = "cache-files";

    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    public int? MaxEntries { get; set; }

    public bool ReadOnly { get; set; }

    public string Password { get; set; } = string.Empty;
}
