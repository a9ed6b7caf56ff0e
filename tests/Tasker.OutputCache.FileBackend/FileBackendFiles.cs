using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.Backends;

namespace Stranger.FileBackend;

/// <summary>The files of one deployment, and the lock that processes share.</summary>
public sealed class FileBackendFiles : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly string _lock;

    public FileBackendFiles(string directory, string prefix)
    {
        Root = Path.Combine(directory, NameOf(prefix));
        _lock = Path.Combine(Root, "lock");
        foreach (var folder in (string[])[Root, Path.Combine(Root, "entries"), Path.Combine(Root, "values"), Path.Combine(Root, "leases"), Path.Combine(Root, "instances")])
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Root { get; }

    public bool IsDisposed { get; private set; }

    public static CacheBackend Open(CacheBackendRequest request, FileBackendOptions options, TimeProvider clock)
    {
        var files = new FileBackendFiles(options.Directory, request.KeyPrefix);
        return new CacheBackend(request.Name, new FileEvictionLog(files, request.Retention, clock), new FileFarTier(files, options, request.EntryHead, clock))
        {
            Owner = files,
            PollInterval = options.PollInterval,
            Instances = new FileInstances(files, clock),
            Limits = () => options.ReadOnly ? ["Entries are never written."] : [],
        };
    }

    public string PathOf(string folder, string key) => Path.Combine(Root, folder, NameOf(key));

    private static string NameOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Does something that no other process does meanwhile.</summary>
    public async ValueTask<T> RunAloneAsync<T>(Func<T> action, CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            if (TryLock() is { } held)
            {
                using (held)
                {
                    return action();
                }
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Directory.Exists(Root))
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }
}
