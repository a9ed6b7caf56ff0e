using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Tasker.Configuration.Toml.Tests.Layers;

/// <summary>Files of which one folder may not be listed.</summary>
internal sealed class LockedFileProvider(IFileProvider files) : IFileProvider
{
    public string? Locked { get; set; }

    /// <summary>Gets whether watching lists the folders right away.</summary>
    public bool IsPolled { get; init; }

    public IDirectoryContents GetDirectoryContents(string subpath) =>
        subpath == Locked ? throw new UnauthorizedAccessException($"Access to {subpath} is denied.") : files.GetDirectoryContents(subpath);

    public IFileInfo GetFileInfo(string subpath) => files.GetFileInfo(subpath);

    public IChangeToken Watch(string filter) => IsPolled && Locked is not null ? throw new UnauthorizedAccessException($"Access to {Locked} is denied.") : files.Watch(filter);
}
