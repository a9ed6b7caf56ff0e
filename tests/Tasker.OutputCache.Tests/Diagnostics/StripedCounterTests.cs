using Tasker.Caching.Instruments;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

public sealed class StripedCounterTests
{
    [Fact]
    public void Increment_ByManyThreadsAtOnce_LosesNone()
    {
        const int Threads = 8;
        const int Each = 50_000;
        var counter = new StripedCounter();
        var threads = Array.ConvertAll(new int[Threads], _ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                counter.Increment();
            }
        }));
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.Equal(Threads * Each, counter.Value);
    }

    [Fact]
    public void Increment_OnOneThread_ReturnsOneMoreEachTime()
    {
        var counter = new StripedCounter();
        for (var i = 1; i <= 1000; i++)
        {
            Assert.Equal(i, counter.Increment());
            Assert.Equal(i, counter.Value);
        }
    }
}
