using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Tests.Objects.Framework;

/// <summary>The framework's own. What differs from ours is on the page about objects.</summary>
public sealed class MicrosoftFrameworkTests : FrameworkContract
{
    protected override Task<(HybridCache Cache, IAsyncDisposable Node)> OpenAsync(Action<IServiceCollection> services)
    {
        var collection = new ServiceCollection();
        services(collection);
        collection.AddLogging();
        collection.AddHybridCache(options => options.MaximumPayloadBytes = MaximumPayload);
        var provider = collection.BuildServiceProvider();
        return Task.FromResult<(HybridCache, IAsyncDisposable)>((provider.GetRequiredService<HybridCache>(), provider));
    }

    [Fact]
    public async Task Difference_RemovedWhileComputed_IsKeptForItsTag()
    {
        await Cache.GetOrCreateAsync(
            "a",
            async token =>
            {
                await Cache.RemoveByTagAsync("one", token);
                return "x";
            },
            tags: ["one"],
            cancellationToken: Token);

        Assert.Equal("y", await GetAsync("a", "y", ["one"]));
    }

    [Fact]
    public async Task Difference_SerializerThrows_ValueIsReturned()
    {
        Assert.Equal(2, await RunsAsync("a", new Broken("x")));
    }
}
