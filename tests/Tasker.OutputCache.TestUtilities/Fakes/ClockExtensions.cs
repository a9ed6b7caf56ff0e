using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities.Fakes;

/// <summary>Moves a manual clock in small steps until something has happened.</summary>
public static class ClockExtensions
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">It did not happen, however far the clock went.</exception>
    public static async Task AdvanceUntilAsync(this ManualClock clock, TimeSpan step, Func<bool> condition, string description)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"Not within {Deadline.TotalSeconds} s: {description}.");
            }

            // Who waits for the clock gets a chance to wait before it moves on.
            clock.Advance(step);
            await Task.Delay(1);
        }
    }
}
