using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Fakes;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class InMemoryEvictionLogContractTests : OrderedEvictionLogContract
{
    private LosableEvictionLog? _log;

    protected override Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize)
    {
        _log ??= new LosableEvictionLog(TimeProvider.System, retention, pageSize);
        return Task.FromResult<IEvictionLog>(_log);
    }

    protected override Task LoseAsync()
    {
        _log!.Lose();
        return Task.CompletedTask;
    }
}
