using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml;

/// <summary>A stream of TOML as a source of configuration. It is read once.</summary>
public sealed class TomlStreamConfigurationSource : StreamConfigurationSource
{
    /// <summary>Builds the provider that reads the stream.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>A <see cref="TomlStreamConfigurationProvider"/>.</returns>
    public override IConfigurationProvider Build(IConfigurationBuilder builder) => new TomlStreamConfigurationProvider(this);
}
