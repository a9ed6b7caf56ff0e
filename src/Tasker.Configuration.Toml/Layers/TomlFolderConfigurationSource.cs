using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace Tasker.Configuration.Toml;

/// <summary>All TOML files of a folder as one source, in the order of their names.</summary>
internal sealed class TomlFolderConfigurationSource : IConfigurationSource
{
    /// <summary>Gets the folder, relative to the file provider.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the folder of all layers. Whatever changes in it may be a folder that was missing.</summary>
    public required string Root { get; init; }

    /// <summary>Gets whether the case of the folder's own name matters not.</summary>
    public bool IgnoresCase { get; init; }

    public required IFileProvider FileProvider { get; init; }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new TomlFolderConfigurationProvider(this);
}
