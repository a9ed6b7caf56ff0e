using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.FileProviders;

namespace Tasker.Configuration.Toml;

/// <summary>One file of a folder: its last good state, and what is wrong with it now.</summary>
internal sealed class TomlLayerFile : ITomlDocument
{
    private readonly TomlSettings _settings;

    private TomlLayerFile(string path, TomlSettings settings, Exception? loadError)
    {
        Path = path;
        _settings = settings;
        LoadError = loadError;
    }

    public string Path { get; }

    public Exception? LoadError { get; }

    public IReadOnlyList<string> Warnings => _settings.Warnings;

    public IReadOnlyDictionary<string, string?> Values => _settings.Values;

    /// <summary>Reads the file. A broken one keeps the state that it had before, if it had one.</summary>
    public static TomlLayerFile Read(string path, IFileInfo file, TomlLayerFile? before)
    {
        try
        {
            using var stream = file.CreateReadStream();
            return new(path, TomlSettings.Read(stream), loadError: null);
        }
        catch (Exception exception)
        {
            // Whatever it is: a typing mistake in a file, or its permissions, must not take the service down.
            return new(path, before?._settings ?? TomlSettings.Empty, exception);
        }
    }

    /// <summary>Stands for a folder whose files can't be listed.</summary>
    public static TomlLayerFile Unreadable(string folder, Exception exception) => new(folder, TomlSettings.Empty, exception);

    public bool TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position) => _settings.Positions.TryGetValue(key, out position);
}
