using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache;

namespace Stranger.FileBackend;

public static class FileBackendExtensions
{
    /// <summary>Makes the back ends <c>files</c> and <c>shared-folder</c> available.</summary>
    public static TaskerOutputCacheBuilder AddFiles(this TaskerOutputCacheBuilder builder, Action<FileBackendOptions>? configure = null)
    {
        builder.Services.AddCacheBackend<FileBackendOptions, FileBackendProvider>(FileBackendDescription.Create(), configure);
        return builder;
    }
}
