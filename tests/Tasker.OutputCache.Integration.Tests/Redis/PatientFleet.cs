using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Three instances that give Redis time, for all tests of a class: each has rows of its own. A busy machine must not look like a broken Redis where runs of handlers are counted.</summary>
public sealed class PatientFleet : IAsyncLifetime
{
    internal static readonly Dictionary<string, string?> Settings = new()
    {
        ["operation_timeout_milliseconds"] = "10000",
        ["evictions__staleness_bound_milliseconds"] = "30000",
        ["lease_seconds"] = "5",
    };

    private RedisServer? _redis;
    private Fleet? _fleet;

    internal Fleet Fleet => _fleet!;

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _redis = await RedisServer.StartNewAsync(cancellationToken: cancellationToken);
        _fleet = await Fleet.StartAsync(3, _redis.Url, Settings, cancellationToken);
        await _fleet.WaitUntilSharingAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await (_fleet?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
    }
}
