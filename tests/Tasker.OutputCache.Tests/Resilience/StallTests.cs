using Tasker.Caching.Engine;
using Tasker.Caching.Resilience;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

/// <summary>Whom the circuit blames: the endpoint for its own silence, and nothing for a stall of this process.</summary>
public class StallTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private readonly FarEndpointHarness _harness = new();

    private FarEndpoint Endpoint => _harness.Endpoint;

    [Fact]
    public async Task Execute_ManyTimeOutsWhileThisProcessWasStopped_StaysClosed()
    {
        var calls = Hang(16);

        _harness.Clock.Stall(TimeSpan.FromSeconds(1));

        await AllTimedOutAsync(calls);
        Assert.Equal(CircuitState.Closed, Endpoint.State);
        Assert.Equal((504, "redis-1"), _harness.Lines.Select(static line => (line.Id, line.Text.Contains("redis-1", StringComparison.Ordinal) ? "redis-1" : line.Text)).Single());
    }

    [Fact]
    public async Task Execute_StoppedForLessThanTheLimitInTheMiddle_StaysClosed()
    {
        var calls = Hang(16);
        _harness.Clock.Advance(TimeSpan.FromMilliseconds(20));
        _harness.Clock.Stall(TimeSpan.FromMilliseconds(150));

        // The timers of the calls are in time, and the process lost most of that time all the same.
        _harness.Clock.Advance(TimeSpan.FromMilliseconds(30));

        await AllTimedOutAsync(calls);
        Assert.Equal(CircuitState.Closed, Endpoint.State);
    }

    [Fact]
    public async Task Execute_ManyTimeOutsOfAnEndpointThatHangs_OpensAfterOneLimit()
    {
        await _harness.SucceedAsync();
        var calls = Hang(16);

        _harness.Clock.Advance(Limit);

        await AllTimedOutAsync(calls);
        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_FailuresBegunBeforeTheLastAnswer_AreOne()
    {
        await _harness.FailAsync(times: 3);
        var calls = Hang(16);
        await _harness.SucceedAsync();
        _harness.Clock.Advance(Limit);
        await AllTimedOutAsync(calls);

        await _harness.FailAsync(times: 3);
        Assert.Equal(CircuitState.Closed, Endpoint.State);
        await _harness.FailAsync();

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_FaultsInOneStall_AreOne()
    {
        var answers = Enumerable.Range(0, 16).Select(static _ => new TaskCompletionSource<int>()).ToList();
        var calls = answers.Select(answer => _harness.ExecuteAsync(_ => new ValueTask<int>(answer.Task), FarEndpointHarness.Token).AsTask()).ToList();
        _harness.Settings.Use(_harness.Settings.Current with { OperationTimeout = TimeSpan.FromMilliseconds(100) });
        _harness.Clock.Stall(TimeSpan.FromMilliseconds(150));

        answers.ForEach(static answer => answer.SetException(new InvalidOperationException("reset while it was stopped")));
        await Task.WhenAll(calls);
        await _harness.FailAsync(times: 3);
        Assert.Equal(CircuitState.Closed, Endpoint.State);
        await _harness.FailAsync();

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_ProcessThatAlwaysStallsBeforeADeadEndpoint_OpensInTheEnd()
    {
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(CircuitState.Closed, Endpoint.State);
            var calls = Hang(4);
            _harness.Clock.Stall(TimeSpan.FromSeconds(1));
            await AllTimedOutAsync(calls);
        }

        Assert.Equal(CircuitState.Closed, Endpoint.State);
        var last = Hang(4);
        _harness.Clock.Stall(TimeSpan.FromSeconds(1));
        await AllTimedOutAsync(last);

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_StallsWithAnswersBetween_NeverOpen()
    {
        for (var i = 0; i < 30; i++)
        {
            var calls = Hang(16);
            _harness.Clock.Stall(TimeSpan.FromSeconds(1));
            await AllTimedOutAsync(calls);
            await _harness.SucceedAsync();
        }

        Assert.Equal(CircuitState.Closed, Endpoint.State);
    }

    [Fact]
    public async Task Execute_StallBeforeTheCall_IsNoExcuse()
    {
        await _harness.SucceedAsync();
        for (var i = 0; i < 5; i++)
        {
            _harness.Clock.Stall(TimeSpan.FromSeconds(1));
            var call = Hang(1);
            _harness.Clock.Advance(Limit);
            await AllTimedOutAsync(call);
        }

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_StallAfterALongPauseOfAllCalls_IsNoticed()
    {
        await AllAfterAsync(Hang(1), Limit);
        _harness.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _harness.Clock.ActiveTimers);

        var calls = Hang(16);
        _harness.Clock.Stall(TimeSpan.FromSeconds(1));
        await AllTimedOutAsync(calls);

        Assert.Equal(CircuitState.Closed, Endpoint.State);
    }

    [Fact]
    public async Task Probe_FailsWhileThisProcessWasStopped_CountsNeitherWay()
    {
        await _harness.OpenAsync();
        _harness.Clock.Advance(TimeSpan.FromSeconds(15));
        await _harness.ProbeAsync(succeeds: true);
        var answer = new TaskCompletionSource<bool>();
        var probe = Endpoint.ProbeAsync(_ => new ValueTask<bool>(answer.Task), FarEndpointHarness.Token);

        _harness.Clock.Stall(TimeSpan.FromSeconds(1));
        answer.SetResult(false);

        Assert.Equal(CircuitState.HalfOpen, await probe);
        Assert.Equal(CircuitState.Closed, await _harness.ProbeAsync(succeeds: true));
    }

    private List<Task<FarOutcome<int>>> Hang(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _harness.ExecuteAsync(static _ => new ValueTask<int>(new TaskCompletionSource<int>().Task), FarEndpointHarness.Token).AsTask())];

    private async Task AllAfterAsync(List<Task<FarOutcome<int>>> calls, TimeSpan time)
    {
        _harness.Clock.Advance(time);
        await AllTimedOutAsync(calls);
    }

    private static async Task AllTimedOutAsync(List<Task<FarOutcome<int>>> calls) =>
        Assert.All(await Task.WhenAll(calls), static outcome => Assert.Equal(FarOutcomeKind.TimedOut, outcome.Kind));
}
