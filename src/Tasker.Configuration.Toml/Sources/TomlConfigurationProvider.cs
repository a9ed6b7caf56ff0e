using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml;

/// <summary>Provides the settings of a TOML file. While the file is broken, those of its last good state stay in force.</summary>
internal sealed class TomlConfigurationProvider : FileConfigurationProvider, ITomlConfigurationProvider, ITomlDocument
{
    [ThreadStatic]
    private static TomlConfigurationProvider? s_loading;

    private TomlSettings _settings = TomlSettings.Empty;

    /// <summary>Creates the provider.</summary>
    /// <param name="source">The file, and how to treat it.</param>
    public TomlConfigurationProvider(TomlConfigurationSource source)
        : base(source)
    {
    }

    public IReadOnlyList<ITomlDocument> Documents => [this];

    public string? Path => Source.Path;

    public IReadOnlyList<string> Warnings => Current.Warnings;

    public Exception? LoadError { get; private set; }

    // FileConfigurationProvider replaces the data by itself when the file is gone.
    private TomlSettings Current => ReferenceEquals(Data, _settings.Values) ? _settings : TomlSettings.Empty;

    /// <summary>Loads the file.</summary>
    /// <exception cref="InvalidDataException">The file is not TOML, and the source's handler did not choose to ignore that. The settings are what they were.</exception>
    public override void Load()
    {
        var outer = s_loading;
        s_loading = this;

        try
        {
            base.Load();
        }
        finally
        {
            s_loading = outer;
        }
    }

    /// <summary>Loads a document.</summary>
    /// <param name="stream">The document, in UTF-8.</param>
    /// <exception cref="TomlFormatException">The document is not TOML, and was not read because the file changed.</exception>
    public override void Load(Stream stream)
    {
        try
        {
            var settings = TomlSettings.Read(stream);
            (_settings, Data, LoadError) = (settings, settings.Values, null);
        }
        catch (Exception exception)
        {
            LoadError = exception;

            // Only a load on demand has a caller to throw to.
            if (s_loading == this)
            {
                throw;
            }

            // Thrown from here on a reload, it would make FileConfigurationProvider empty the data. It is reported instead.
            ReportFailedReload(exception);
        }
    }

    private void ReportFailedReload(Exception exception)
    {
        var path = Source.FileProvider?.GetFileInfo(Source.Path ?? string.Empty).PhysicalPath ?? Source.Path;
        var failure = new InvalidDataException($"Failed to load configuration from file '{path}'; its last good state stays in force.", exception);

        try
        {
            Source.OnLoadException?.Invoke(new FileLoadExceptionContext { Provider = this, Exception = failure });
        }
        catch (Exception thrown)
        {
            // A handler that throws must not cost the last good state either.
            LoadError = new AggregateException(exception, thrown);
        }
    }

    public bool TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position) => Current.Positions.TryGetValue(key, out position);
}
