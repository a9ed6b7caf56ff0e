using System.Diagnostics;
using System.Globalization;
using Tasker.Caching.Simulation.Faults;

namespace Tasker.Caching.Simulation.Running;

/// <summary>Runs one seed after the other, until something is wrong or the time is up, and prints the figures.</summary>
internal static class Campaign
{
    private const int LinesShown = 120;

    /// <returns>The exit code.</returns>
    public static int Run(CampaignOptions options, TextWriter output)
    {
        if (options.Shows)
        {
            var shown = Running.Run.Of(PlanOf(options.Seed, options), reads: true);
            Print(output, shown, int.MaxValue);
            return shown.Violation is null ? 0 : 1;
        }

        var counts = new RunCounts();
        var watch = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        for (var seed = options.Seed; seed - options.Seed < (ulong)options.Seeds && watch.Elapsed.TotalMinutes < options.Minutes; seed++)
        {
            var result = Running.Run.Of(PlanOf(seed, options));
            counts.Add(result.Counts);
            if (result.Violation is { } violation)
            {
                output.WriteLine($"seed {seed}: {violation}");
                if (options.Shrinks)
                {
                    Print(output, Shrinker.Shrink(result), LinesShown);
                    output.WriteLine($"Repeat it: build/simulate.sh --seed {seed}{(options.Reads > 0 ? $" --reads {options.Reads}" : string.Empty)} --show");
                }

                return 1;
            }

            if (watch.Elapsed - told > TimeSpan.FromMinutes(1))
            {
                told = watch.Elapsed;
                output.WriteLine($"{told.TotalMinutes:0} min, seed {seed}: {counts.Judged:N0} judged");
            }
        }

        Report(output, options.Seed, counts, watch.Elapsed);
        return 0;
    }

    private static Plan PlanOf(ulong seed, CampaignOptions options) => options.Reads > 0 ? Plan.Of(seed).WithReads(options.Reads) : Plan.Of(seed);

    private static void Print(TextWriter output, RunResult result, int lines)
    {
        var plan = result.Plan;
        output.WriteLine($"{plan.Nodes} nodes, {plan.Faults.Count} faults, {plan.Evictions.Count} evictions, {TimeSpan.FromTicks(plan.Duration).TotalSeconds:0.###} s, trace {result.Hash:x16}");
        foreach (var line in result.Lines.Skip(Math.Max(0, result.Lines.Count - lines)))
        {
            output.WriteLine(line);
        }

        output.WriteLine(result.Violation ?? "Nothing is wrong.");
    }

    private static void Report(TextWriter output, ulong first, RunCounts counts, TimeSpan time)
    {
        static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

        output.WriteLine($"seeds {first} to {first + (ulong)counts.Runs - 1}: {Text(counts.Runs)} runs, {TimeSpan.FromTicks(counts.Ticks).TotalHours:0.0} virtual hours, {Text(counts.Steps)} steps, {time.TotalSeconds:0} s, {Text((long)(counts.Judged / time.TotalSeconds))} judged reads a second");
        output.WriteLine($"reads judged {Text(counts.Judged)}, of them within 10 ms after an eviction or a fault {Text(counts.NearTrouble)} ({100.0 * counts.NearTrouble / Math.Max(1, counts.Judged):0.0} %), stale {Text(counts.Stale)}");
        output.WriteLine($"computed {Text(counts.Computed)}, without an answer {Text(counts.Unanswered)}, evictions {Text(counts.Evictions)}, journaled {Text(counts.Journaled)}");
        output.WriteLine($"outcomes: {string.Join(", ", Enum.GetValues<CacheOutcome>().Select(outcome => (outcome, Count: counts.Outcomes[(int)outcome])).Where(static pair => pair.Count > 0).Select(pair => $"{pair.outcome} {Text(pair.Count)}"))}");
        output.WriteLine($"faults {Text(counts.Faults.Sum())}: {string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {Text(counts.Faults[(int)kind])}"))}");
    }
}
