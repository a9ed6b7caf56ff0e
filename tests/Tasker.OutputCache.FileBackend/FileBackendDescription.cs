using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>What the configuration knows of this back end.</summary>
public static class FileBackendDescription
{
    public static CacheBackendDescription<FileBackendOptions> Create() => new CacheBackendDescription<FileBackendOptions>("files", "files", "shared-folder")
        .AddText("directory", "The directory that all instances see.", static o => o.Directory, static (o, v) => o.Directory = v, "the path of a directory", static v => v.Trim().Length > 0)
        .AddDuration(
            "poll_interval", "How often the log is looked at.", static o => o.PollInterval, static (o, v) => o.PollInterval = v,
            TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), inMilliseconds: true)
        .AddOptionalInteger("max_entries", "How many entries are kept at most.", static o => o.MaxEntries, static (o, v) => o.MaxEntries = v, 1, 1_000_000, "no limit")
        .AddBoolean("read_only", "Whether entries are read and never written.", static o => o.ReadOnly, static (o, v) => o.ReadOnly = v)
        .AddText("password", "The password of the share.", static o => o.Password, static (o, v) => o.Password = v, "any text", isSecret: true)
        .HoldsLogs()
        .AddShortForm("files_directory", "directory")
        .AddVariable("CACHE_DIRECTORY", "/[a-z0-9/_-]+", "an absolute path of small letters");
}
