using Tasker.OutputCache.Diagnostics;
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
    public void Increment_Always_ReturnsNumbersThatGrow()
    {
        var counter = new StripedCounter();
        var sum = 0L;
        for (var i = 1; i <= 1000; i++)
        {
            var number = counter.Increment();

            Assert.InRange(number, 1, i);
            Assert.Equal(i, counter.Value);
            sum += number;
        }

        // Of one processor or of several: what is looked at is one in so many either way.
        Assert.InRange(sum, 1000, 1000 * 1001 / 2);
    }
}
