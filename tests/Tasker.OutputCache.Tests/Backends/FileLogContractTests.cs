using System.Collections.Concurrent;
using Stranger.FileBackend;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class FileLogContractTests : OrderedEvictionLogContract
{
    private readonly TempDirectory _directory = new();

    protected override Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize) =>
        Task.FromResult<IEvictionLog>(new FileEvictionLog(new FileBackendFiles(_directory.Path, "tasker"), retention, TimeProvider.System, pageSize));

    protected override Task LoseAsync()
    {
        File.Delete(Path.Combine(new FileBackendFiles(_directory.Path, "tasker").Root, "log.json"));
        return Task.CompletedTask;
    }

    // Files send no messages: other nodes poll.
    protected override Task WaitForMessageAsync(ConcurrentQueue<EvictionRecord> heard, EvictionRecord record) => Task.CompletedTask;

    protected override ValueTask CloseAsync()
    {
        _directory.Dispose();
        return default;
    }
}
