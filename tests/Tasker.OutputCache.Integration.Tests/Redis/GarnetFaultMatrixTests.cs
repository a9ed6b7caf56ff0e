using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>What can happen to Garnet, under load from three instances.</summary>
public sealed class GarnetFaultMatrixTests : IAsyncLifetime
{
    private const string LogKey = "{tasker}:evictions";

    private RedisServer _garnet = null!;
    private FaultProxy _proxy = null!;
    private Fleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _garnet = await RedisServer.StartNewAsync(new RedisServerOptions { Product = RedisProduct.Garnet, Password = "secret" }, Token);
        _proxy = await FaultProxy.StartAsync(_garnet);
        var settings = new Dictionary<string, string?> { ["backend"] = "garnet" };
        _fleet = await Fleet.StartAsync(3, $"redis://:secret@{_proxy.EndPoint}", settings, Token);
        _fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _proxy.DisposeAsync();
        await _garnet.DisposeAsync();
    }

    [Fact]
    public async Task Faults_UnderLoad_FailNothingAndServeNothingStale()
    {
        List<Fault> faults =
        [
            _garnet.Killed() with { Name = "killed, and started again empty" },
            _garnet.Paused() with { Name = "SIGSTOP" },
            _proxy.With("black hole", ProxyFault.BlackHole),
            _proxy.With("messages lost", ProxyFault.MessagesLost),
            _garnet.Flushed() with { Name = "FLUSHALL" },
            _garnet.KeyDeleted(LogKey) with { Name = "log key deleted" },
        ];
        if (TestRun.IsFull)
        {
            faults.AddRange(
            [
                _proxy.With("refused", ProxyFault.Refused),
                _proxy.With("slow by 500 ms", ProxyFault.Slow(TimeSpan.FromMilliseconds(500))),
                _proxy.With("replies cut", ProxyFault.Cut(afterBytes: 500)),
                _garnet.ScriptsFlushed() with { Name = "SCRIPT FLUSH" },
            ]);
        }

        await new FaultMatrix(_fleet).RunAsync(faults);
    }
}
