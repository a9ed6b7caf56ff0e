using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Contracts;
using Xunit;

namespace Tasker.OutputCache.Tests.Objects.Framework;

/// <summary>Ours. What differs from the framework's is on the page about objects.</summary>
public sealed class TaskerFrameworkTests : FrameworkContract
{
    protected override async Task<(HybridCache Cache, IAsyncDisposable Node)> OpenAsync(Action<IServiceCollection> services)
    {
        var node = await ObjectNode.StartAsync(cache => services(cache.Services), options => options.MaxBodyBytes = MaximumPayload);
        return (node.Cache, node);
    }

    [Fact]
    public async Task Difference_RemovedWhileComputed_IsNotKept()
    {
        await RemoveWhileComputingAsync();

        Assert.Equal("y", await GetAsync("a", "y", ["one"]));
    }

    [Fact]
    public async Task Difference_SerializerThrows_ValueIsReturnedAndNotKept()
    {
        Assert.Equal(2, await RunsAsync("a", new Broken("x")));
        await Cache.SetAsync("b", new Broken("x"), cancellationToken: Token);
    }

    [Fact]
    public async Task Difference_TooLarge_IsReturnedAndNotKept()
    {
        Assert.Equal(2, await RunsAsync("string", new string('x', MaximumPayload + 1)));
        Assert.Equal(2, await RunsAsync("immutable", new Fixed(new string('x', MaximumPayload + 1))));
        Assert.Equal(2, await RunsAsync("mutable", new Open { Name = new string('x', MaximumPayload + 1) }));
        Assert.Equal(1, await RunsAsync("fits", new byte[MaximumPayload]));
    }

    [Fact]
    public async Task Difference_NoLife_IsNotKept() =>
        Assert.Equal(2, await RunsAsync("a", "x", options: new HybridCacheEntryOptions { Expiration = TimeSpan.Zero }));

    [Fact]
    public async Task Difference_KeyWithControlCharacters_IsKept() => Assert.Equal(1, await RunsAsync("a\u0001b", "x"));
}
