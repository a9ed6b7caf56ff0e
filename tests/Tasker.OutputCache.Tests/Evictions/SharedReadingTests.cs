using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Guards;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>A strict read rests on it: a reading that began before the call may have missed an eviction that was confirmed by then.</summary>
public sealed class SharedReadingTests
{
    private const int Callers = 4;
    private const int CallsOfEach = 5_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private int _begun;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_FromManyThreads_EachGetsAReadingThatBeginsAfterItsCall()
    {
        var reading = new SharedReading(ReadAsync, EngineEnvironment.Process);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < CallsOfEach; i++)
                {
                    var before = Volatile.Read(ref _begun);
                    Assert.True(await reading.RunAsync());
                    Assert.True(Volatile.Read(ref _begun) > before, $"Call {i} got a reading from before it: {before} had begun.");
                }
            },
            Token)));
    }

    [Fact]
    public async Task RunAsync_ReadingEndsWhileTheNextIsAskedFor_LaterCallsStillRead()
    {
        var ends = new TaskCompletionSource<bool>();
        var environment = new WatchedEnvironment();
        var reading = new SharedReading(() => Interlocked.Increment(ref _begun) == 1 ? ends.Task : Task.FromResult(true), environment);
        var first = reading.RunAsync();
        await Eventually.Async(() => Volatile.Read(ref _begun) == 1, Deadline, "the first reading has begun", Token);

        environment.OnTurn = () =>
        {
            ends.SetResult(true);
            Assert.True(SpinWait.SpinUntil(() => first.IsCompleted, Deadline));
        };
        Assert.True(await reading.RunAsync());

        Assert.True(await reading.RunAsync());
        Assert.Equal(3, _begun);
    }

    private Task<bool> ReadAsync()
    {
        Interlocked.Increment(ref _begun);
        return Task.FromResult(true);
    }

    private sealed class WatchedEnvironment : EngineEnvironment
    {
        /// <summary>Gets or sets what happens once when the next one yields.</summary>
        public Action? OnTurn { get; set; }

        protected override Task NextTurnAsync()
        {
            var onTurn = OnTurn;
            OnTurn = null;
            onTurn?.Invoke();
            return base.NextTurnAsync();
        }
    }
}
