using Tasker.Caching.Engine;
using Tasker.Caching.Resilience;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

public class TimeLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private readonly FarEndpointHarness _harness = new();

    private FarEndpoint Endpoint => _harness.Endpoint;

    [Fact]
    public async Task Execute_AnswerInTime_IsTheAnswer()
    {
        var source = new TaskCompletionSource<string>();
        var call = Execute(source.Task);
        _harness.Clock.Advance(Limit - TimeSpan.FromMilliseconds(1));

        source.SetResult("answer");

        Assert.True((await call).TryGetValue(out var value));
        Assert.Equal("answer", value);

        // The watch over this process's own stalls ends soon after.
        _harness.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, _harness.Clock.ActiveTimers);
    }

    [Fact]
    public async Task Execute_OperationThatIgnoresItsToken_LetsTheCallerGoAtTheTimeout()
    {
        var call = Execute(new TaskCompletionSource<string>().Task);
        _harness.Clock.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);

        _harness.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(FarOutcomeKind.TimedOut, (await call).Kind);
    }

    [Fact]
    public async Task Execute_OperationThatHeedsItsToken_IsAskedToEnd()
    {
        var asked = new TaskCompletionSource();
        var call = _harness.ExecuteAsync(
            async token =>
            {
                await using var registration = token.Register(asked.SetResult);
                await Task.Delay(Timeout.Infinite, token);
                return 1;
            },
            FarEndpointHarness.Token).AsTask();

        _harness.Clock.Advance(Limit);

        Assert.Equal(FarOutcomeKind.TimedOut, (await call).Kind);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), FarEndpointHarness.Token);
    }

    [Fact]
    public async Task Execute_FiveTimeouts_OpenTheCircuit()
    {
        for (var i = 0; i < 5; i++)
        {
            var call = Execute(new TaskCompletionSource<string>().Task);
            _harness.Clock.Advance(Limit);
            Assert.Equal(FarOutcomeKind.TimedOut, (await call).Kind);
        }

        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Execute_LateFault_IsObserved()
    {
        var unobserved = new List<Exception>();
        void Collect(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += Collect;
        try
        {
            await TimeOutThenFailAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Collect;
        }

        Assert.DoesNotContain(unobserved, static e => e.ToString().Contains("late fault", StringComparison.Ordinal));
    }

    private async Task TimeOutThenFailAsync()
    {
        var source = new TaskCompletionSource<string>();
        var call = Execute(source.Task);
        _harness.Clock.Advance(Limit);
        await call;

        source.SetException(new InvalidOperationException("late fault"));
    }

    [Fact]
    public async Task Execute_LateResult_IsDisposed()
    {
        var source = new TaskCompletionSource<MemoryStream>();
        var call = _harness.ExecuteAsync(_ => new ValueTask<MemoryStream>(source.Task), FarEndpointHarness.Token).AsTask();
        _harness.Clock.Advance(Limit);
        await call;
        var late = new MemoryStream();

        source.SetResult(late);

        await Eventually.Async(() => !late.CanRead, TimeSpan.FromSeconds(60), "the late result is disposed", FarEndpointHarness.Token);
    }

    [Fact]
    public async Task Execute_CallerGivesUp_IsCancelledAtOnceAndNoFailure()
    {
        for (var i = 0; i < 10; i++)
        {
            using var caller = new CancellationTokenSource();
            var call = _harness.ExecuteAsync(static _ => new ValueTask<int>(new TaskCompletionSource<int>().Task), caller.Token).AsTask();

            await caller.CancelAsync();

            Assert.Equal(FarOutcomeKind.Cancelled, (await call).Kind);
        }

        Assert.Equal(CircuitState.Closed, Endpoint.State);
    }

    [Fact]
    public async Task Execute_CallerHasGivenUpBefore_IsCancelled()
    {
        var outcome = await _harness.ExecuteAsync(static _ => ValueTask.FromResult(1), new CancellationToken(canceled: true));

        Assert.Equal(FarOutcomeKind.Cancelled, outcome.Kind);
    }

    [Fact]
    public async Task Execute_OperationCancelsItself_IsAFault()
    {
        var outcome = await _harness.ExecuteAsync<int>(static _ => throw new OperationCanceledException(), FarEndpointHarness.Token);

        Assert.Equal(FarOutcomeKind.Faulted, outcome.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Execute_FailureOfAnyShape_IsAFaultAndNotThrown(int shape)
    {
        Func<CancellationToken, ValueTask<int>> operation = shape switch
        {
            0 => static _ => throw new InvalidOperationException("down"),
            1 => static _ => ValueTask.FromException<int>(new InvalidOperationException("down")),
            _ => static async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("down");
            },
        };

        var outcome = await _harness.ExecuteAsync(operation, FarEndpointHarness.Token);

        Assert.Equal(FarOutcomeKind.Faulted, outcome.Kind);
        Assert.Equal("down", outcome.Exception?.Message);
    }

    [Fact]
    public async Task ExecuteUnguarded_WhenOpen_IsCalledWithTheTimeLimitAndDoesNotCount()
    {
        await _harness.OpenAsync();

        var good = await Endpoint.ExecuteUnguardedAsync(static (_, _) => ValueTask.FromResult(1), 0, FarEndpointHarness.Token);
        var hung = Endpoint.ExecuteUnguardedAsync(static (_, _) => new ValueTask<int>(new TaskCompletionSource<int>().Task), 0, FarEndpointHarness.Token).AsTask();
        _harness.Clock.Advance(Limit);

        Assert.True(good.IsSuccess);
        Assert.Equal(FarOutcomeKind.TimedOut, (await hung).Kind);
        Assert.Equal(CircuitState.Open, Endpoint.State);
    }

    [Fact]
    public async Task Reload_TimeLimit_HoldsForTheNextCall()
    {
        _harness.Settings.Use(_harness.Settings.Current with { OperationTimeout = TimeSpan.FromMilliseconds(50) });

        var call = Execute(new TaskCompletionSource<string>().Task);
        _harness.Clock.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(FarOutcomeKind.TimedOut, (await call).Kind);
    }

    private Task<FarOutcome<string>> Execute(Task<string> answer) =>
        Endpoint.ExecuteAsync(static (task, _) => new ValueTask<string>(task), answer, FarEndpointHarness.Token).AsTask();
}
