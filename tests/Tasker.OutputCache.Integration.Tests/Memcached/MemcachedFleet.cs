using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Memcached;

/// <summary>Three instances over three servers, for all tests of a class: each has rows of its own.</summary>
public sealed class MemcachedFleet : IAsyncLifetime
{
    private readonly List<MemcachedServer> _servers = [];
    private Fleet? _fleet;

    internal IReadOnlyList<MemcachedServer> Servers => _servers;

    internal Fleet Fleet => _fleet!;

    internal static string UrlOf(IEnumerable<MemcachedServer> servers) => $"tcp://{string.Join(',', servers.Select(static server => server.EndPoint))}";

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        for (var i = 0; i < 3; i++)
        {
            _servers.Add(await MemcachedServer.StartNewAsync(cancellationToken: cancellationToken));
        }

        _fleet = await Fleet.StartAsync(3, "memcached", UrlOf(_servers), cancellationToken: cancellationToken);
        await _fleet.WaitUntilSharingAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await (_fleet?.DisposeAsync() ?? default);
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
