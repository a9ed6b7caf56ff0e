using Stranger.FileBackend;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class FileInstancesContractTests : CacheInstancesContract
{
    private readonly TempDirectory _directory = new();

    protected override Task<ICacheInstances> OpenAsync() => OpenAgainAsync();

    protected override Task<ICacheInstances> OpenAgainAsync() =>
        Task.FromResult<ICacheInstances>(new FileInstances(new FileBackendFiles(_directory.Path, "test"), TimeProvider.System));

    protected override ValueTask CloseAsync()
    {
        _directory.Dispose();
        return default;
    }
}
