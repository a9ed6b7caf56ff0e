using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Tasker.OutputCache.Tests.Objects.Framework;

/// <summary>The framework's own. What differs from ours is on the page about objects.</summary>
public sealed class MicrosoftFrameworkTests : FrameworkContract
{
    protected override Task<(HybridCache Cache, IAsyncDisposable Node)> OpenAsync(Action<IServiceCollection> services)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddHybridCache(options => options.MaximumPayloadBytes = MaximumPayload);
        services(collection);
        var provider = collection.BuildServiceProvider();
        return Task.FromResult<(HybridCache, IAsyncDisposable)>((provider.GetRequiredService<HybridCache>(), provider));
    }

    [Fact]
    public async Task Difference_RemovedWhileComputed_IsKept()
    {
        await RemoveWhileComputingAsync();

        Assert.Equal("x", await GetAsync("a", "y", ["one"]));
    }

    [Fact]
    public async Task Difference_SerializerThrows_GetOrCreateThrows()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => RunsAsync("a", new Broken("x")));
        await Cache.SetAsync("b", new Broken("x"), cancellationToken: Token);
    }

    [Fact]
    public async Task Difference_TooLarge_IsKeptInMemory()
    {
        Assert.Equal(1, await RunsAsync("string", new string('x', MaximumPayload + 1)));
        Assert.Equal(1, await RunsAsync("immutable", new Fixed(new string('x', MaximumPayload + 1))));
        Assert.Equal(1, await RunsAsync("mutable", new Open { Name = new string('x', MaximumPayload + 1) }));
    }

    [Fact]
    public async Task Difference_NoLife_Throws() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RunsAsync("a", "x", options: new HybridCacheEntryOptions { Expiration = TimeSpan.Zero }));

    [Fact]
    public async Task Difference_KeyWithControlCharacters_IsNotKept() => Assert.Equal(2, await RunsAsync("a\u0001b", "x"));
}
