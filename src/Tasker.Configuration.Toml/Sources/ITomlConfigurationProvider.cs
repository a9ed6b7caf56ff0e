namespace Tasker.Configuration.Toml;

/// <summary>Tells of the documents behind the settings of a provider: where keys stand, and what is wrong.</summary>
/// <remarks>Every provider that this package adds to a configuration is one: <c>root.Providers.OfType&lt;ITomlConfigurationProvider&gt;()</c>.</remarks>
public interface ITomlConfigurationProvider
{
    /// <summary>Gets the documents as they were last loaded: one for a file or a stream, any number for a folder. Later ones override earlier ones.</summary>
    IReadOnlyList<ITomlDocument> Documents { get; }
}
