using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Memcached;

public sealed class MemcachedOneComputationTests
{
    private const int Requests = 300;

    // A busy machine must not look like a broken server here: what is counted is the handler's runs.
    private static readonly Dictionary<string, string?> _settings = new()
    {
        ["operation_timeout_milliseconds"] = "10000",
        ["evictions__staleness_bound_milliseconds"] = "30000",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ColdKeyOnThreeInstances_RunsTheHandlerOnce()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(3, "memcached", $"tcp://{memcached.EndPoint}", _settings, Token);
        await fleet.WaitUntilSharingAsync(Token);
        fleet.Database.Delay = TimeSpan.FromSeconds(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(number => Fleet.ReadAsync(fleet.Hosts[number % 3], "bounded", "cold", Token)));

        Assert.Equal(1, fleet.Database.ReadsOf("bounded", "cold"));
        Assert.Single(answers, answer => answer.Source == "tasker; fwd=miss; stored");
    }
}
