using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml;

/// <summary>Provides the settings of a stream of TOML.</summary>
internal sealed class TomlStreamConfigurationProvider : StreamConfigurationProvider, ITomlConfigurationProvider, ITomlDocument
{
    private TomlSettings _settings = TomlSettings.Empty;

    /// <summary>Creates the provider.</summary>
    /// <param name="source">The stream.</param>
    public TomlStreamConfigurationProvider(TomlStreamConfigurationSource source)
        : base(source)
    {
    }

    public IReadOnlyList<ITomlDocument> Documents => [this];

    public string? Path => null;

    public IReadOnlyList<string> Warnings => _settings.Warnings;

    // What can't be read throws where the configuration is built.
    public Exception? LoadError => null;

    /// <summary>Loads the document.</summary>
    /// <param name="stream">The document, in UTF-8.</param>
    /// <exception cref="TomlFormatException">The document is not TOML.</exception>
    public override void Load(Stream stream)
    {
        _settings = TomlSettings.Read(stream);
        Data = _settings.Values;
    }

    public bool TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position) => _settings.Positions.TryGetValue(key, out position);
}
