using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Contracts;

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
