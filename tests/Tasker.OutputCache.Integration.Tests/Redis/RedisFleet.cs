using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Three instances over one Redis behind a proxy, for all tests of a class: each has rows of its own.</summary>
public sealed class RedisFleet : IAsyncLifetime
{
    private RedisServer? _redis;
    private FaultProxy? _proxy;
    private Fleet? _fleet;

    internal FaultProxy Proxy => _proxy!;

    internal Fleet Fleet => _fleet!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _redis = await RedisServer.StartNewAsync(cancellationToken: cancellationToken);
        _proxy = await FaultProxy.StartAsync(_redis);
        _fleet = await Fleet.StartAsync(3, $"redis://{_proxy.EndPoint}", cancellationToken: cancellationToken);
        await _fleet.WaitUntilSharingAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await (_fleet?.DisposeAsync() ?? default);
        await (_proxy?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
    }
}
