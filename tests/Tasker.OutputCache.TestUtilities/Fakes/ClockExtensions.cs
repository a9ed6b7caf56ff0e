namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>Moves a manual clock in small steps until something has happened.</summary>
public static class ClockExtensions
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task AdvanceUntilAsync(this ManualClock clock, TimeSpan step, Func<bool> condition, string description) =>
        Eventually.Async(
            () =>
            {
                if (condition())
                {
                    return true;
                }

                clock.Advance(step);
                return false;
            },
            Deadline,
            description);
}
