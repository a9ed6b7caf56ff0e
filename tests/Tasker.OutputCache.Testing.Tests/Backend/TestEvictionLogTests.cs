using Tasker.Caching.Backends;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Testing.Tests.Backend;

/// <summary>The log of the test's back end owes what every log owes.</summary>
public sealed class TestEvictionLogTests : OrderedEvictionLogContract
{
    private TestLogStore? _store;

    protected override Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize) =>
        Task.FromResult<IEvictionLog>(new TestEvictionLog(_store ??= new TestLogStore(TimeProvider.System, pageSize), new BackendGate(), retention, static _ => { }));

    protected override Task LoseAsync()
    {
        _store!.Lose();
        return Task.CompletedTask;
    }
}
