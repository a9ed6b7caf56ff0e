using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Tasker.Configuration.Toml;

/// <summary>Provides the settings of all TOML files of a folder, and those of files that are added, changed or removed later.</summary>
/// <remarks>It never throws: a broken file, or a folder that can't be read, is reported by who reads <see cref="Documents"/>, and the others count.</remarks>
internal sealed class TomlFolderConfigurationProvider : ConfigurationProvider, ITomlConfigurationProvider, IDisposable
{
    private const string Extension = ".toml";

    // An editor writes in several steps. What is half written is read when it is whole.
    private static readonly TimeSpan ReloadDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly TomlFolderConfigurationSource _source;
    private readonly ITimer _reload;
    private readonly IDisposable _watch;
    private volatile TomlLayerFile[] _files = [];
    private volatile TomlLayerFile? _unwatched;

    public TomlFolderConfigurationProvider(TomlFolderConfigurationSource source)
    {
        _source = source;
        _reload = TimeProvider.System.CreateTimer(static state => ((TomlFolderConfigurationProvider)state!).BeginReload(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watch = ChangeToken.OnChange(
            Watch,
            () => _reload.Change(ReloadDelay, Timeout.InfiniteTimeSpan));
    }

    public IReadOnlyList<ITomlDocument> Documents => _unwatched is { } unwatched ? [.. _files, unwatched] : _files;

    private IChangeToken Watch()
    {
        try
        {
            return _source.FileProvider.Watch($"{_source.Root}/**");
        }
        catch (UnauthorizedAccessException exception)
        {
            // Polling lists every folder right away. Without the watch the settings are those of the start.
            _unwatched = TomlLayerFile.Unreadable(_source.Root, exception);
            return NullChangeToken.Singleton;
        }
    }

    public override void Load()
    {
        lock (_lock)
        {
            var files = ReadFiles(_files);
            var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, value) in files.SelectMany(static file => file.Values))
            {
                data[key] = value;
            }

            _files = files;
            Data = data;
        }
    }

    private TomlLayerFile[] ReadFiles(TomlLayerFile[] before)
    {
        try
        {
            var folder = FindFolder();
            return
            [
                .. _source.FileProvider.GetDirectoryContents(folder)
                    .Where(static file => !file.IsDirectory && file.Name.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(static file => file.Name, StringComparer.Ordinal)
                    .Select(file =>
                    {
                        var path = $"{folder}/{file.Name}";
                        return TomlLayerFile.Read(path, file, Array.Find(before, other => other.Path == path));
                    }),
            ];
        }
        catch (Exception exception)
        {
            // The permissions of the folder, for example: no more than a broken file may they take the service down.
            return [.. before.Where(file => file.Path != _source.Path), TomlLayerFile.Unreadable(_source.Path, exception)];
        }
    }

    // "Development" is the folder "development" on systems that tell the two apart.
    private string FindFolder()
    {
        if (!_source.IgnoresCase)
        {
            return _source.Path;
        }

        var cut = _source.Path.LastIndexOf('/');
        var (parent, name) = (_source.Path[..cut], _source.Path[(cut + 1)..]);
        var found = _source.FileProvider.GetDirectoryContents(parent)
            .FirstOrDefault(entry => entry.IsDirectory && entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found is null ? _source.Path : $"{parent}/{found.Name}";
    }

    // As a task, like the framework's own files: thrown out of a timer, what a listener throws (the validation of a host's
    // options, for example) would end the process. As with theirs, TaskScheduler.UnobservedTaskException tells of it.
    private void BeginReload() => Task.Run(Reload);

    private void Reload()
    {
        Load();
        OnReload();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _reload.Dispose();
    }
}
