using Microsoft.Extensions.Hosting;
using Tasker.Configuration.Toml;

namespace Microsoft.Extensions.Configuration;

/// <summary>Sets the layers of a configuration up.</summary>
public static class TaskerConfigurationBuilderExtensions
{
    /// <summary>The folder in which the layers are looked for.</summary>
    private const string DefaultPath = "config/tasker";

    /// <summary>
    /// Adds <c>config/tasker/base/*.toml</c> and <c>config/tasker/environments/&lt;environment&gt;/*.toml</c> below everything else:
    /// <c>appsettings.json</c>, environment variables and the command line override them.
    /// </summary>
    /// <param name="builder">The configuration of the host.</param>
    /// <param name="environment">The environment of the host; the case of its name does not matter.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// The files are watched. One that is broken never stops the host: its last good state stays in force, and
    /// <see cref="ITomlConfigurationProvider.Documents"/> say what is wrong with it.
    /// </remarks>
    public static IConfigurationBuilder AddTaskerConfiguration(this IConfigurationBuilder builder, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return builder.AddTaskerConfiguration(environment.EnvironmentName);
    }

    /// <inheritdoc cref="AddTaskerConfiguration(IConfigurationBuilder, IHostEnvironment)"/>
    public static IConfigurationBuilder AddTaskerConfiguration(this IConfigurationBuilder builder, string environment) =>
        builder.AddTaskerConfiguration(environment, DefaultPath);

    /// <inheritdoc cref="AddTaskerConfiguration(IConfigurationBuilder, IHostEnvironment)"/>
    /// <param name="builder">The configuration of the host.</param>
    /// <param name="environment">The name of the environment.</param>
    /// <param name="path">The folder that has <c>base</c> and <c>environments</c>, relative to the content root.</param>
    public static IConfigurationBuilder AddTaskerConfiguration(this IConfigurationBuilder builder, string environment, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(environment);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (environment.AsSpan().IndexOfAny('/', '\\') >= 0 || environment is "." or "..")
        {
            throw new ArgumentException("The name of an environment is the name of one folder.", nameof(environment));
        }

        var files = builder.GetFileProvider();
        path = path.Replace('\\', '/').TrimEnd('/');
        builder.Sources.Insert(0, new TomlFolderConfigurationSource { Root = path, Path = $"{path}/base", FileProvider = files });
        builder.Sources.Insert(1, new TomlFolderConfigurationSource
        {
            Root = path,
            Path = $"{path}/environments/{environment.ToLowerInvariant()}",
            IgnoresCase = true,
            FileProvider = files,
        });
        return builder;
    }
}
