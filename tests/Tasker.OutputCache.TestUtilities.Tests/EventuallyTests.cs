
namespace Tasker.OutputCache.TestUtilities.Tests;

public sealed class EventuallyTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Async_ConditionThatComesTrue_ReturnsTheValue()
    {
        var reads = 0;

        var value = await Eventually.Async(_ => Task.FromResult(++reads), reads => reads == 3, _long, "three", Token);

        Assert.Equal(3, value);
    }

    [Fact]
    public async Task Async_ReadThatThrowsAtFirst_GoesOn()
    {
        var reads = 0;

        await Eventually.Async(() => ++reads == 1 ? throw new IOException() : true, _long, "a read", Token);

        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Async_ConditionThatNeverHolds_FailsWithTheLastValue()
    {
        var exception = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.Async(_ => Task.FromResult("yellow"), value => value == "green", _short, "the light is green", Token));

        Assert.Equal("Not within 0.05 s: the light is green; the last value seen was yellow.", exception.Message);
    }

    [Fact]
    public async Task Async_ReadThatAlwaysThrows_FailsWithTheLastException()
    {
        var exception = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.Async(() => throw new IOException("broken"), _short, "a read", Token));

        Assert.Contains("IOException: broken", exception.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(exception.InnerException);
    }

    [Fact]
    public async Task Async_ReadThatHangs_FailsInTime()
    {
        var never = new TaskCompletionSource<bool>();

        await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Async(_ => never.Task, _short, "an answer", Token).WaitAsync(_long, Token));
    }

    [Fact]
    public async Task Async_Cancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource(_short);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Async(() => false, _long, "nothing", cancellation.Token));
    }
}
