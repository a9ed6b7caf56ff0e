using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Counts what Redis was asked to do.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private const int Rows = 50;

    // Readings of the log are a minute apart, so that they don't blur the counts.
    private static readonly Dictionary<string, string?> _settings = new()
    {
        ["evictions__catch_up_interval_milliseconds"] = "60000",
        ["evictions__staleness_bound_milliseconds"] = "120000",
        ["operation_timeout_milliseconds"] = "5000",
        [Fleet.QuietHost] = "true",
    };

    private RedisServer _redis = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        _fleet = await Fleet.StartAsync(2, _redis.Url, _settings, Token);
        await _fleet.WaitUntilSharingAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Read_FarHit_IsOneRoundTripAndNearHitNone()
    {
        await ReadAllAsync(_fleet.Hosts[0], "tasker; fwd=miss; stored");
        await ReadAllAsync(_fleet.Hosts[1], null);
        await _redis.ResetCommandCallsAsync(Token);

        await ReadAllAsync(_fleet.Hosts[0], "tasker; hit; detail=near");
        await ReadAllAsync(_fleet.Hosts[1], "tasker; hit; detail=near");

        Assert.Equal(0, await CallsAsync("evalsha", "eval", "get", "evalsha_ro"));

        // A third node, with nothing in memory: everything is a far hit.
        await using var third = await Fleet.StartAsync(1, _redis.Url, _settings, Token);
        await ReadWarmUpAsync(third);

        // What another node reads has been written: no write is on its way any more.
        await ReadWarmUpAsync(_fleet);
        await _redis.ResetCommandCallsAsync(Token);

        await ReadAllAsync(third.Hosts[0], "tasker; hit; detail=far");

        // One GET a read, and no script.
        Assert.Equal(0, await CallsAsync("evalsha", "eval"));
        Assert.Equal(Rows, await CallsAsync("get"));
        Assert.Equal(0, await CallsAsync("keys"));
    }

    // The first call of a script on a connection may have to send its text.
    private static async Task ReadWarmUpAsync(Fleet fleet)
    {
        for (var i = 0; i < 8; i++)
        {
            await Fleet.ReadAsync(fleet.Hosts[0], "bounded", $"warm-{i}", Token);
        }
    }

    private async Task ReadAllAsync(TestUtilities.Processes.HostProcess host, string? expected)
    {
        for (var row = 0; row < Rows; row++)
        {
            var (_, source) = await Fleet.ReadAsync(host, "bounded", $"row-{row}", Token);
            Assert.True(expected is null || source == expected, $"row {row}: {source}");
        }
    }

    private async Task<long> CallsAsync(params string[] commands)
    {
        var calls = await _redis.CommandCallsAsync(Token);
        return commands.Sum(command => calls.GetValueOrDefault(command));
    }
}
