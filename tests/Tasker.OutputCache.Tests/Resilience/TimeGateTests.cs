using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Resilience;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Resilience;

/// <summary>Gates are used again: no call may end by the time, the caller or the answer of another one.</summary>
public sealed class TimeGateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private readonly ManualClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_AfterAnEarlierUse_HasAllOfItsTime()
    {
        using var gate = new TimeGate(_clock);
        var first = gate.WaitAsync(Limit, CancellationToken.None);
        _clock.Advance(Limit / 2);
        gate.OperationEnded();
        Assert.Equal(TimeGateEnd.Operation, await first);
        Assert.True(gate.TryReset());

        var second = gate.WaitAsync(Limit, CancellationToken.None);
        _clock.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeGateEnd.Time, await second);
    }

    [Fact]
    public async Task Wait_AfterAnEarlierUse_IsNotEndedByTheEarlierCaller()
    {
        using var caller = new CancellationTokenSource();
        using var gate = new TimeGate(_clock);
        var first = gate.WaitAsync(Limit, caller.Token);
        gate.OperationEnded();
        await first;
        Assert.True(gate.TryReset());

        var second = gate.WaitAsync(Limit, CancellationToken.None);
        await caller.CancelAsync();
        Assert.False(second.IsCompleted);
        gate.OperationEnded();

        Assert.Equal(TimeGateEnd.Operation, await second);
    }

    [Fact]
    public async Task Leave_OperationHasEndedMeanwhile_TakesWhatHasComeOfIt()
    {
        var (before, after) = (0, 0);
        var gate = new TimeGate(_clock);
        var first = gate.WaitAsync(Limit, CancellationToken.None);
        _clock.Advance(Limit);
        gate.OperationEnded();
        Assert.Equal(TimeGateEnd.Time, await first);
        gate.Leave(() => before++);

        var other = new TimeGate(_clock);
        var second = other.WaitAsync(Limit, CancellationToken.None);
        _clock.Advance(Limit);
        Assert.Equal(TimeGateEnd.Time, await second);
        other.Leave(() => after++);
        Assert.Equal(0, after);
        other.OperationEnded();

        Assert.Equal((1, 1), (before, after));
    }

    [Fact]
    public async Task Execute_ManyCallsThatEndWithTheirTime_EachHasItsOwnAnswerOrIsLate()
    {
        var settings = CacheSettings.Of(new TaskerCachingOptions()) with { OperationTimeout = TimeSpan.FromMilliseconds(2) };
        var endpoint = new FarEndpoint("many", new CacheSettingsSource(settings), TimeProvider.System, NullLogger.Instance);

        await Parallel.ForAsync(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (id, _) =>
        {
            using var caller = new CancellationTokenSource();
            var call = endpoint.ExecuteUnguardedAsync(AnswerAsync, id, caller.Token);
            if (id % 5 == 0)
            {
                await caller.CancelAsync();
            }

            var outcome = await call;
            Assert.True(outcome.Kind is FarOutcomeKind.Success or FarOutcomeKind.TimedOut || (outcome.Kind == FarOutcomeKind.Cancelled && id % 5 == 0), outcome.Kind.ToString());
            Assert.True(!outcome.TryGetValue(out var answer) || answer == id);
        });
    }

    private static async ValueTask<int> AnswerAsync(int id, CancellationToken cancellationToken)
    {
        if (id % 2 == 0)
        {
            await Task.Delay(id % 4, CancellationToken.None);
        }
        else
        {
            await Task.Yield();
        }

        return id;
    }
}
