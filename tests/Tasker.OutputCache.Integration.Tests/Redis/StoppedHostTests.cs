using System.Globalization;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Whom a host under load blames: itself where it was stopped, Redis where that hangs.</summary>
public sealed class StoppedHostTests
{
    private const int Clients = 32;
    private const int Stops = 5;
    private const string Opened = "Circuit breaker opened";
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // A circuit that opens stays open for longer than the test looks: it can't be missed.
    private static readonly Dictionary<string, string?> Settings = new() { ["circuit_breaker__timeout_seconds"] = "30" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_StoppedForASecondUnderLoad_KeepsItsCircuitClosed()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(redis);
        await using var fleet = await Fleet.StartAsync(1, $"redis://{proxy.EndPoint}", Settings, Token);
        var host = fleet.Hosts[0];

        // A Redis that is some way off: at any moment, most clients wait for it.
        proxy.Set(ProxyFault.Slow(TimeSpan.FromMilliseconds(50)));
        await using var load = new MissLoad(host, Clients, Token);
        await load.WaitForAsync(200);

        for (var i = 0; i < Stops; i++)
        {
            await host.PauseAsync();
            await Task.Delay(Stop, Token);
            await host.ResumeAsync();
            await load.WaitForAsync(200);
        }

        Assert.DoesNotContain(Opened, host.Output.Text, StringComparison.Ordinal);
        Assert.Equal("Closed", (await Fleet.StatusAsync(host, Token)).Circuit);
    }

    [Fact]
    public async Task Redis_HangsUnderLoad_StillOpensTheCircuit()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(1, redis.Url, Settings, Token);
        var host = fleet.Hosts[0];
        await using var load = new MissLoad(host, Clients, Token);
        await load.WaitForAsync(200);

        await redis.PauseAsync();

        await Eventually.Async(() => host.Output.Text.Contains(Opened, StringComparison.Ordinal), Deadline, "the circuit opens", Token);
    }

    /// <summary>Clients that each ask for one new row after the other, so that every request goes to Redis.</summary>
    private sealed class MissLoad : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending;
        private readonly Task _clients;
        private long _done;

        public MissLoad(HostProcess host, int clients, CancellationToken cancellationToken)
        {
            _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _clients = Task.WhenAll(Enumerable.Range(0, clients).Select(client => RunAsync(host, client, _ending.Token)));
        }

        private async Task RunAsync(HostProcess host, int client, CancellationToken cancellationToken)
        {
            for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            {
                try
                {
                    await Fleet.ReadAsync(host, "offline", string.Create(CultureInfo.InvariantCulture, $"row-{client}-{i}"), cancellationToken);
                    Interlocked.Increment(ref _done);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return;
                }
            }
        }

        /// <summary>Waits until so many more requests have been answered.</summary>
        public Task WaitForAsync(int requests)
        {
            var from = Interlocked.Read(ref _done);
            return Eventually.Async(() => Interlocked.Read(ref _done) >= from + requests || _clients.IsFaulted, Deadline, $"{requests} answers", Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync();
            await _clients;
            _ending.Dispose();
        }
    }
}
