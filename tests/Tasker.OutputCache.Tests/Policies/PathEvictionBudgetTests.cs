using Tasker.OutputCache.Requests;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Policies;

public sealed class PathEvictionBudgetTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TryTake_BurstIsUsedUp_GivesTheRateFromThenOn()
    {
        var budget = new PathEvictionBudget(_clock);
        Assert.Equal(PathEvictionBudget.Burst, TakeAll(budget));

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2 * PathEvictionBudget.Rate, TakeAll(budget));
    }

    [Fact]
    public void TryTake_AfterALongPause_GivesOneBurstOnly()
    {
        var budget = new PathEvictionBudget(_clock);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(PathEvictionBudget.Burst, TakeAll(budget));
    }

    private static int TakeAll(PathEvictionBudget budget)
    {
        var taken = 0;
        while (taken < 10 * PathEvictionBudget.Burst && budget.TryTake())
        {
            taken++;
        }

        return taken;
    }
}
