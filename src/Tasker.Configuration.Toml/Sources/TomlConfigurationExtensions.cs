using Microsoft.Extensions.FileProviders;
using Tasker.Configuration.Toml;

namespace Microsoft.Extensions.Configuration;

/// <summary>Adds TOML 1.1 to the sources of a configuration.</summary>
public static class TomlConfigurationExtensions
{
    /// <summary>Adds a TOML file, which must exist.</summary>
    /// <param name="builder">The configuration builder.</param>
    /// <param name="path">The path, relative to the base path of the builder.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddTomlFile(this IConfigurationBuilder builder, string path) =>
        builder.AddTomlFile(provider: null, path, optional: false, reloadOnChange: false);

    /// <summary>Adds a TOML file.</summary>
    /// <param name="builder">The configuration builder.</param>
    /// <param name="path">The path, relative to the base path of the builder.</param>
    /// <param name="optional">Whether the file may be missing.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddTomlFile(this IConfigurationBuilder builder, string path, bool optional) =>
        builder.AddTomlFile(provider: null, path, optional, reloadOnChange: false);

    /// <summary>Adds a TOML file.</summary>
    /// <param name="builder">The configuration builder.</param>
    /// <param name="path">The path, relative to the base path of the builder.</param>
    /// <param name="optional">Whether the file may be missing.</param>
    /// <param name="reloadOnChange">Whether a change of the file takes effect at once. A broken one does not: the last good state stays.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddTomlFile(this IConfigurationBuilder builder, string path, bool optional, bool reloadOnChange) =>
        builder.AddTomlFile(provider: null, path, optional, reloadOnChange);

    /// <summary>Adds a TOML file.</summary>
    /// <param name="builder">The configuration builder.</param>
    /// <param name="provider">What finds the file; null for the file provider of the builder.</param>
    /// <param name="path">The path, relative to the base path of the provider.</param>
    /// <param name="optional">Whether the file may be missing.</param>
    /// <param name="reloadOnChange">Whether a change of the file takes effect at once. A broken one does not: the last good state stays.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddTomlFile(
        this IConfigurationBuilder builder, IFileProvider? provider, string path, bool optional, bool reloadOnChange)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);

        return builder.AddTomlFile(source =>
        {
            source.FileProvider = provider;
            source.Path = path;
            source.Optional = optional;
            source.ReloadOnChange = reloadOnChange;
            source.ResolveFileProvider();
        });
    }

    /// <summary>Adds a TOML file.</summary>
    /// <param name="builder">The configuration builder.</param>
    /// <param name="configureSource">Sets up the source.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddTomlFile(this IConfigurationBuilder builder, Action<TomlConfigurationSource>? configureSource) =>
        builder.Add(configureSource);

    /// <summary>Adds a stream of TOML.</summary>
    /// <param name="builder">The configuration builder.</param>
    /// <param name="stream">The stream. It is read when the configuration is built.</param>
    /// <returns>The builder.</returns>
    public static IConfigurationBuilder AddTomlStream(this IConfigurationBuilder builder, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(stream);

        return builder.Add<TomlStreamConfigurationSource>(source => source.Stream = stream);
    }
}
