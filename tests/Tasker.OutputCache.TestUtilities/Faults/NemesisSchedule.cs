namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>Plans what a nemesis does.</summary>
internal static class NemesisSchedule
{
    public static IReadOnlyList<NemesisStep> Create(IReadOnlyList<Fault> faults, NemesisOptions options)
    {
        // Weak randomness is what is wanted: a seed repeats it.
#pragma warning disable CA5394
        var random = new Random(options.Seed);
#pragma warning restore CA5394
        var targets = faults.GroupBy(fault => fault.Target).Select(target => target.ToArray()).ToArray();
        var lanes = Math.Min(options.Concurrency, targets.Length);
        var steps = new List<NemesisStep>();

        for (var lane = 0; lane < lanes; lane++)
        {
            // Each lane has targets of its own, so that two faults never meet on one.
            var own = targets.Where((_, index) => index % lanes == lane).ToArray();
            var now = Between(random, options.ShortestPause, options.LongestPause);
            while (now + options.ShortestFault < options.Duration)
            {
                var end = now + Between(random, options.ShortestFault, options.LongestFault);
                end = end < options.Duration ? end : options.Duration;

                var target = own[random.Next(own.Length)];
                steps.Add(new NemesisStep(now, end, target[random.Next(target.Length)]));
                now = end + Between(random, options.ShortestPause, options.LongestPause);
            }
        }

        return [.. steps.OrderBy(step => step.Start)];
    }

    private static TimeSpan Between(Random random, TimeSpan shortest, TimeSpan longest) =>
        shortest + ((longest - shortest) * random.NextDouble());
}
