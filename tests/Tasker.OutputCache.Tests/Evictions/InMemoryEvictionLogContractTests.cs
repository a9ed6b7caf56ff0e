using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class InMemoryEvictionLogContractTests : OrderedEvictionLogContract
{
    private InMemoryEvictionLog? _log;

    protected override Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize)
    {
        _log ??= new InMemoryEvictionLog(TimeProvider.System, retention, pageSize);
        return Task.FromResult<IEvictionLog>(_log);
    }

    protected override Task LoseAsync()
    {
        _log!.Lose();
        return Task.CompletedTask;
    }
}
