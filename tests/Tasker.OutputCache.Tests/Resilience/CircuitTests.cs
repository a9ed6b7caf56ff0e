using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Resilience;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

public class CircuitTests
{
    private readonly FarEndpointHarness _harness = new();

    private FarEndpoint Endpoint => _harness.Endpoint;

    [Fact]
    public async Task Execute_FiveFailuresInARow_Opens()
    {
        await _harness.FailAsync(times: 4);
        Assert.Equal(CircuitState.Closed, Endpoint.State);

        await _harness.FailAsync();

        Assert.Equal(CircuitState.Open, Endpoint.State);
        Assert.False(Endpoint.IsClosed);
    }

    [Fact]
    public async Task Execute_ASuccessBetweenFailures_StaysClosed()
    {
        await _harness.FailAsync(times: 4);
        await _harness.SucceedAsync();
        await _harness.FailAsync(times: 4);

        Assert.Equal(CircuitState.Closed, Endpoint.State);
    }

    [Fact]
    public async Task Execute_FailuresAfterManySuccesses_OpensAllTheSame()
    {
        for (var i = 0; i < 100; i++)
        {
            await _harness.SucceedAsync();
        }

        await _harness.FailAsync(times: 5);

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_WhenOpen_IsNotCalledAndAllocatesNothing()
    {
        await _harness.OpenAsync();
        var calls = 0;
        Func<CancellationToken, ValueTask<int>> operation = _ => ValueTask.FromResult(++calls);
        await _harness.ExecuteAsync(operation, FarEndpointHarness.Token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = _harness.ExecuteAsync(operation, FarEndpointHarness.Token);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(outcome.IsCompletedSuccessfully);
        Assert.Equal(FarOutcomeKind.Open, (await outcome).Kind);
        Assert.Equal(0, calls);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Execute_WhenOpenForLong_NeverTriesRecoveryItself()
    {
        await _harness.OpenAsync();

        _harness.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(FarOutcomeKind.Open, await _harness.SucceedAsync());
        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Probe_WhenClosed_IsNotRun()
    {
        var ran = false;

        var state = await Endpoint.ProbeAsync(_ => ValueTask.FromResult(ran = true), FarEndpointHarness.Token);

        Assert.Equal(CircuitState.Closed, state);
        Assert.False(ran);
        Assert.Null(Endpoint.TimeUntilProbe);
    }

    [Fact]
    public async Task Probe_BeforeTheTimeout_IsNotRun()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(14));

        Assert.Equal(TimeSpan.FromSeconds(1), Endpoint.TimeUntilProbe);
        Assert.Equal(CircuitState.Open, await _harness.ProbeAsync(succeeds: true));
        Assert.Equal(CircuitState.Open, await _harness.ProbeAsync(succeeds: true));
    }

    [Fact]
    public async Task Probe_TwoSuccessesAfterTheTimeout_Closes()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(TimeSpan.Zero, Endpoint.TimeUntilProbe);

        Assert.Equal(CircuitState.HalfOpen, await _harness.ProbeAsync(succeeds: true));
        Assert.Equal(FarOutcomeKind.Open, await _harness.SucceedAsync());
        Assert.Equal(CircuitState.Closed, await _harness.ProbeAsync(succeeds: true));

        Assert.Equal(FarOutcomeKind.Success, await _harness.SucceedAsync());
    }

    [Fact]
    public async Task Probe_Fails_OpensForAnotherTimeoutAndCountsAnew()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        await _harness.ProbeAsync(succeeds: true);

        Assert.Equal(CircuitState.Open, await _harness.ProbeAsync(succeeds: false));

        Assert.Equal(TimeSpan.FromSeconds(15), Endpoint.TimeUntilProbe);
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(CircuitState.HalfOpen, await _harness.ProbeAsync(succeeds: true));
        Assert.Equal(CircuitState.Closed, await _harness.ProbeAsync(succeeds: true));
    }

    [Fact]
    public async Task Probe_Throws_HasFailed()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));

        var state = await Endpoint.ProbeAsync(static _ => throw new TimeoutException("still down"), FarEndpointHarness.Token);

        Assert.Equal(CircuitState.Open, state);
    }

    [Fact]
    public async Task Probe_Hangs_HasFailedWhenItTookLongerThanTheTimeout()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        var probe = Endpoint.ProbeAsync(static _ => new ValueTask<bool>(new TaskCompletionSource<bool>().Task), FarEndpointHarness.Token);
        Assert.Equal(CircuitState.HalfOpen, Endpoint.State);

        _harness.Clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(CircuitState.Open, await probe);
    }

    [Fact]
    public async Task Probe_Cancelled_CountsNeitherWay()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        await _harness.ProbeAsync(succeeds: true);
        using var stopping = new CancellationTokenSource();

        var state = await Endpoint.ProbeAsync(
            async token =>
            {
                await stopping.CancelAsync();
                token.ThrowIfCancellationRequested();
                await Task.Delay(Timeout.Infinite, token);
                return true;
            },
            stopping.Token);

        Assert.Equal(CircuitState.HalfOpen, state);
        Assert.Equal(CircuitState.Closed, await _harness.ProbeAsync(succeeds: true));
    }

    [Fact]
    public async Task Probe_WhileAnotherRuns_IsNotRun()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        var first = new TaskCompletionSource<bool>();
        var running = Endpoint.ProbeAsync(_ => new ValueTask<bool>(first.Task), FarEndpointHarness.Token);

        Assert.Equal(CircuitState.HalfOpen, await _harness.ProbeAsync(succeeds: true));
        Assert.Equal(CircuitState.HalfOpen, await _harness.ProbeAsync(succeeds: true));
        first.SetResult(true);

        Assert.Equal(CircuitState.HalfOpen, await running);
    }

    [Fact]
    public async Task Execute_BegunBeforeTheCircuitOpened_DoesNotCountWhenItHasClosedAgain()
    {
        var late = Enumerable.Range(0, 5).Select(static _ => new TaskCompletionSource<int>()).ToList();
        var calls = late.Select(source => _harness.ExecuteAsync(_ => new ValueTask<int>(source.Task), FarEndpointHarness.Token).AsTask()).ToList();
        _harness.Settings.Use(_harness.Settings.Current with { CircuitTimeout = TimeSpan.FromMilliseconds(100), OperationTimeout = TimeSpan.FromSeconds(5) });
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await _harness.ProbeAsync(succeeds: true);
        Assert.Equal(CircuitState.Closed, await _harness.ProbeAsync(succeeds: true));

        late.ForEach(static source => source.SetException(new InvalidOperationException("late")));
        var outcomes = await Task.WhenAll(calls);

        Assert.All(outcomes, static o => Assert.Equal(FarOutcomeKind.Faulted, o.Kind));
        Assert.Equal(CircuitState.Closed, Endpoint.State);
    }

    [Fact]
    public async Task Execute_BegunBeforeTheCircuitOpened_DoesNotCloseItBySucceeding()
    {
        var late = new TaskCompletionSource<int>();
        var call = _harness.ExecuteAsync(_ => new ValueTask<int>(late.Task), FarEndpointHarness.Token);
        await _harness.OpenAsync();

        late.SetResult(1);

        Assert.True((await call).IsSuccess);
        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Transitions_OfOneOutage_AreLoggedInTheseWords()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        await _harness.ProbeAsync(succeeds: false);
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        await _harness.ProbeAsync(succeeds: true);
        await _harness.ProbeAsync(succeeds: true);

        Assert.Equal(
            [
                (LogLevel.Error, 501, "Circuit breaker opened (failing fast)", "redis-1"),
                (LogLevel.Information, 502, "Circuit breaker half-open (testing recovery)", "redis-1"),
                (LogLevel.Error, 501, "Circuit breaker opened (failing fast)", "redis-1"),
                (LogLevel.Information, 502, "Circuit breaker half-open (testing recovery)", "redis-1"),
                (LogLevel.Information, 503, "Circuit breaker closed (recovered)", "redis-1"),
            ],
            _harness.Lines);
    }

    [Fact]
    public async Task Reload_LowerThreshold_HoldsFromTheNextFailureOn()
    {
        await _harness.FailAsync(times: 3);

        _harness.Settings.Use(_harness.Settings.Current with { CircuitFailureThreshold = 2 });
        Assert.Equal(CircuitState.Closed, Endpoint.State);
        await _harness.FailAsync();

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Reload_WhileOpen_NewTimeoutAndSuccessThresholdHold()
    {
        await _harness.OpenAsync();

        _harness.Settings.Use(_harness.Settings.Current with { CircuitTimeout = TimeSpan.FromSeconds(1), CircuitSuccessThreshold = 1 });
        _harness.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CircuitState.Closed, await _harness.ProbeAsync(succeeds: true));
    }

    [Fact]
    public async Task Execute_ManyThreadsFailing_OpensOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await _harness.FailAsync();
            }
        })));

        Assert.Single(_harness.Lines);
        Assert.Equal(CircuitState.Open, Endpoint.State);
    }
}
