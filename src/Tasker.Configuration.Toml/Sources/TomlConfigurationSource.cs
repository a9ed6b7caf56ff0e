using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml;

/// <summary>A TOML file as a source of configuration.</summary>
public sealed class TomlConfigurationSource : FileConfigurationSource
{
    /// <summary>Builds the provider that reads the file.</summary>
    /// <param name="builder">The builder, whose file provider and exception handler serve where none is set here.</param>
    /// <returns>A <see cref="TomlConfigurationProvider"/>.</returns>
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        return new TomlConfigurationProvider(this);
    }
}
