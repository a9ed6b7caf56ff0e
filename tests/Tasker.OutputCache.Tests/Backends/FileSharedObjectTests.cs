using Stranger.FileBackend;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class FileSharedObjectTests : SharedObjectContract
{
    private readonly TempDirectory _directory = new();

    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> configure, Action<TaskerCachingOptions> options) => ObjectNode.StartAsync(
        cache =>
        {
            configure(cache);
            cache.AddFiles(files => files.Directory = _directory.Path);
        },
        tuned =>
        {
            options(tuned);
            tuned.Backend = "files";
        });

    protected override ValueTask CloseAsync()
    {
        _directory.Dispose();
        return default;
    }
}
