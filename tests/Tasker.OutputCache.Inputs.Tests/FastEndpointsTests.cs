using FastEndpoints;
using Xunit;

namespace Tasker.OutputCache.Inputs.Tests;

/// <summary>The request types of FastEndpoints are what their endpoints bind.</summary>
[Collection("FastEndpoints")] // It keeps one host in a static field.
public sealed class FastEndpointsTests
{
    [Theory]
    [InlineData(false, "/fast/orders/7", "/fast/orders/8", false)]
    [InlineData(false, "/fast/orders/7?status=a", "/fast/orders/7?status=b", false)]
    [InlineData(false, "/fast/orders/7?page_size=3", "/fast/orders/7?page_size=4", false)]
    [InlineData(false, "/fast/orders/7?id=9", "/fast/orders/7?id=10", false)]
    [InlineData(false, "/fast/orders/7?status=a&utm=1", "/fast/orders/7?status=a&utm=2", true)]
    [InlineData(true, "/fast/orders/7", "/fast/orders/8", false)]
    [InlineData(true, "/fast/orders/7?status=a", "/fast/orders/7?status=b", false)]
    [InlineData(true, "/fast/orders/7?status=a&utm=1", "/fast/orders/7?status=a&utm=2", true)]
    public async Task Get_NothingDeclared_SharesWhatTheRequestTypeDoesNotBind(bool overTasker, string one, string other, bool isShared)
    {
        await using var host = await StartAsync(overTasker);

        Assert.Equal(isShared, await host.GetAsync(one) == await host.GetAsync(other));
        Assert.StartsWith("tasker; hit", await host.StatusAsync(one), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_EndpointReadsItsRequest_IsRefused(bool overTasker)
    {
        await using var host = await StartAsync(overTasker);

        Assert.Equal("tasker; fwd=miss; detail=undeclared-header-x-shop", await host.StatusAsync("/fast/reading"));
        Assert.Equal("tasker; fwd=miss; detail=undeclared-header-x-shop", await host.StatusAsync("/fast/reading"));
        Assert.Contains(host.Logs.Entries, static entry => entry.Message.Contains("the query parameter 'q'", StringComparison.Ordinal));
    }

    private static Task<InputHost> StartAsync(bool overTasker) => InputHost.StartAsync(
        overTasker,
        static services => services.AddFastEndpoints(static options => options.Assemblies = [typeof(OrderEndpoint).Assembly]),
        static app => app.UseFastEndpoints());
}
