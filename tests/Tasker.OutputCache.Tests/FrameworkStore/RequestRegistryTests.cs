using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Xunit;

namespace Tasker.OutputCache.Tests.FrameworkStore;

public sealed class RequestRegistryTests : IDisposable
{
    private readonly RequestRegistry _registry = new();
    private readonly ServiceProvider _services;
    private readonly AdmittedRequest _admitted;

    public RequestRegistryTests()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        _services = services.BuildServiceProvider();
        var endpoint = new Endpoint(null, new EndpointMetadataCollection(new CacheResourceAttribute("analytics", "one")), "One");
        _admitted = new AdmittedRequest(
            new DefaultHttpContext(),
            _services.GetRequiredService<CacheEndpointCatalog>().Find(endpoint)!,
            _services.GetRequiredService<ResourceCatalog>().Get("analytics"),
            "k",
            PartitionId.None);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void TryFind_KeyOfARequestUnderWay_IsThatRequest()
    {
        var one = NewRequest();
        var other = NewRequest();
        var key = _registry.Add(one) + "\x1eGET\x1eHTTP";
        var otherKey = _registry.Add(other) + "\x1eGET\x1eHTTP";

        Assert.True(_registry.TryFind(key, out var found));
        Assert.Same(one, found);
        Assert.True(_registry.TryFind(otherKey, out found));
        Assert.Same(other, found);
    }

    [Fact]
    public void TryFind_RequestHasEnded_IsNobody()
    {
        var request = NewRequest();
        var key = _registry.Add(request)!;

        _registry.Remove(request);

        Assert.False(_registry.TryFind(key, out _));
    }

    [Fact]
    public void TryFind_SlotTakenByALaterRequest_IsNobody()
    {
        var early = NewRequest();
        var key = _registry.Add(early)!;
        _registry.Remove(early);
        for (var i = 0; i < 1 << 15; i++)
        {
            Assert.NotNull(_registry.Add(NewRequest()));
        }

        Assert.False(_registry.TryFind(key, out _));
    }

    [Fact]
    public void Add_NoRoom_IsNull()
    {
        for (var i = 0; i < 1 << 15; i++)
        {
            Assert.NotNull(_registry.Add(NewRequest()));
        }

        Assert.Null(_registry.Add(NewRequest()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET\x1eHTTP\x1eHOST/PATH")]
    [InlineData("tasker1f")]
    public void TryFind_KeyOfSomebodyElse_IsNobody(string key)
    {
        _registry.Add(NewRequest());

        Assert.False(_registry.TryFind(key, out _));
    }

    private FrameworkRequest NewRequest() => new(_admitted, RequestOrigin.Client, policy: null!);
}
