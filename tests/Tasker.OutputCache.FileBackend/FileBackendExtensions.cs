using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;

namespace Stranger.FileBackend;

public static class FileBackendExtensions
{
    /// <summary>Makes the back ends <c>files</c> and <c>shared-folder</c> available.</summary>
    public static TBuilder AddFiles<TBuilder>(this TBuilder builder, Action<FileBackendOptions>? configure = null)
        where TBuilder : TaskerCachingBuilder
    {
        builder.Services.AddCacheBackend<FileBackendOptions, FileBackendProvider>(FileBackendDescription.Create(), configure);
        return builder;
    }
}
