using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

/// <summary>What a host asks of its shared tier before the first request.</summary>
public sealed class WarmUpTests
{
    private readonly FakeFarStore _store = new(TimeProvider.System);

    [Fact]
    public async Task Start_SharedTier_HasMadeEveryKindOfCallAndLeavesNothing()
    {
        var far = new FakeFarTier(_store);
        await using var app = await StartAsync(far);

        Assert.Equal((1, 1), (far.Reads.Calls, far.Fills.Calls));
        Assert.True(_store.IsEmpty);
    }

    [Fact]
    public async Task Start_SharedTierThatFails_StartsAndCountsNothing()
    {
        var far = new FakeFarTier(_store);
        far.Reads.Shape = Breakage.Faulted;
        await using var app = await StartAsync(far);

        Assert.True(app.Services.GetRequiredService<FarEndpoint>().IsClosed);
        Assert.Equal((1, 0), (far.Reads.Calls, far.Fills.Calls));
    }

    private static Task<TestApp> StartAsync(FakeFarTier far) => TestApp.StartAsync(
        static _ => { },
        static options => options.Backend = "redis",
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)), far)));
}
