using Tasker.Caching;
using Tasker.OutputCache.Requests;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class JoinedEvictionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly HeldEvictor _evictor = new();
    private readonly JoinedEviction _joined;

    public JoinedEvictionTests() => _joined = new JoinedEviction(_evictor, "a");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evict_WhileOneIsUnderWay_SharesTheNextAndNotThatOne()
    {
        var first = _joined.EvictAsync();
        var held = await _evictor.NextAsync(Token);

        // What has changed since the first began may have been computed after it.
        var second = _joined.EvictAsync();
        var third = _joined.EvictAsync();
        held.SetResult(EvictionResult.Confirmed);
        await first.WaitAsync(Deadline, Token);
        var next = await _evictor.NextAsync(Token);

        Assert.False(second.IsCompleted);
        next.SetResult(EvictionResult.Confirmed);
        await Task.WhenAll(second, third).WaitAsync(Deadline, Token);
        Assert.Equal(2, _evictor.Calls);
    }

    [Fact]
    public async Task Evict_TheOneBeforeFails_IsMadeAllTheSame()
    {
        var first = _joined.EvictAsync();
        var held = await _evictor.NextAsync(Token);
        var second = _joined.EvictAsync();

        held.SetException(new InvalidOperationException("broken on purpose"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WaitAsync(Deadline, Token));
        (await _evictor.NextAsync(Token)).SetResult(EvictionResult.Confirmed);
        await second.WaitAsync(Deadline, Token);
    }
}
