namespace Tasker.Caching.Simulation.Running;

/// <summary>Leaves out of a plan that fails whatever it fails without.</summary>
internal static class Shrinker
{
    private const int MostRuns = 400;

    /// <summary>Finds a shorter plan that fails, and its trace.</summary>
    public static RunResult Shrink(RunResult failed)
    {
        var plan = failed.Plan;
        var left = MostRuns;
        bool Fails(Plan shorter) => left-- > 0 && Run.Of(shorter).Kind == failed.Kind;

        var isShorter = true;
        while (isShorter && left > 0)
        {
            var before = plan;
            plan = plan with { Faults = Without(plan.Faults, items => Fails(plan with { Faults = items })) };
            plan = plan with { Evictions = Without(plan.Evictions, items => Fails(plan with { Evictions = items })) };
            if (plan.ReadsPerSlot > 0 && Fails(plan with { ReadsPerSlot = plan.ReadsPerSlot / 2 }))
            {
                plan = plan with { ReadsPerSlot = plan.ReadsPerSlot / 2 };
            }

            isShorter = plan != before;
        }

        return Run.Of(plan, reads: true);
    }

    private static IReadOnlyList<T> Without<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, bool> fails)
    {
        for (var size = Math.Max(1, items.Count / 2); size >= 1; size /= 2)
        {
            for (var start = 0; start < items.Count;)
            {
                T[] fewer = [.. items.Take(start), .. items.Skip(start + size)];
                if (fewer.Length < items.Count && fails(fewer))
                {
                    items = fewer;
                }
                else
                {
                    start += size;
                }
            }
        }

        return items;
    }
}
