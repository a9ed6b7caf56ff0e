using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Tasker.OutputCache.Configuration.Toml;

namespace Tasker.OutputCache;

/// <summary>Provides the settings of a stream of TOML.</summary>
internal sealed class TomlStreamConfigurationProvider : StreamConfigurationProvider, ITomlProvider
{
    private TomlSettings _settings = TomlSettings.Empty;

    /// <summary>Creates the provider.</summary>
    /// <param name="source">The stream.</param>
    public TomlStreamConfigurationProvider(TomlStreamConfigurationSource source)
        : base(source)
    {
    }

    /// <summary>Gets one warning for every configuration key that the document sets more than once, with line and column. The later value is used.</summary>
    /// <remarks>Configuration ignores case and separates with a colon: <c>ttl</c> and <c>TTL</c> are one key.</remarks>
    public IReadOnlyList<string> Warnings => _settings.Warnings;

    string? ITomlProvider.Path => null;

    Exception? ITomlProvider.LoadError => null;

    /// <summary>Loads the document.</summary>
    /// <param name="stream">The document, in UTF-8.</param>
    /// <exception cref="TomlFormatException">The document is not TOML.</exception>
    public override void Load(Stream stream)
    {
        _settings = TomlSettings.Read(stream);
        Data = _settings.Values;
    }

    /// <inheritdoc cref="ITomlProvider.TryGetPosition"/>
    internal bool TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position) => _settings.Positions.TryGetValue(key, out position);

    bool ITomlProvider.TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position) => TryGetPosition(key, out position);
}
