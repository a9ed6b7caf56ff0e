namespace Tasker.OutputCache.Tests.Evictions.Model;

/// <summary>Visits every state that a model can reach, breadth first, until one violates.</summary>
internal static class Explorer
{
    /// <summary>No model here needs a third of it. Running into it is an error: what was not explored was not checked.</summary>
    public const int DefaultLimit = 4_000_000;

    public static Exploration Explore<TState>(IModel<TState> model, int limit = DefaultLimit)
        where TState : unmanaged
    {
        var seen = new StateSet<TState>();
        var steps = new Steps<TState>();
        seen.Add(model.Start(), parent: -1);

        for (var i = 0; i < seen.Count; i++)
        {
            steps.Clear();

            // By value: the set may move its states while the steps are added.
            var state = seen[i];
            model.Expand(state, steps);
            if (steps.Violation != Violation.None)
            {
                return new Exploration(seen.Count, steps.Served, steps.Violation, Trace(model, seen, i, steps.Culprit));
            }

            foreach (var next in steps.Next)
            {
                seen.Add(next, parent: i);
            }

            if (seen.Count > limit)
            {
                throw new InvalidOperationException($"{model} has more than {limit:N0} states: it was not explored to its end.");
            }
        }

        return new Exploration(seen.Count, steps.Served, Violation.None, []);
    }

    private static List<string> Trace<TState>(IModel<TState> model, StateSet<TState> seen, int last, string culprit)
        where TState : unmanaged
    {
        var trace = new List<string> { culprit };
        for (var child = last; seen.ParentOf(child) >= 0; child = seen.ParentOf(child))
        {
            trace.Add(NameOfStep(model, seen[seen.ParentOf(child)], seen[child]));
        }

        trace.Reverse();
        return trace;
    }

    // Names are not kept for millions of steps: the few of the trace are taken once more.
    private static string NameOfStep<TState>(IModel<TState> model, TState parent, TState child)
        where TState : unmanaged
    {
        var steps = new Steps<TState> { Tracing = true };
        model.Expand(parent, steps);

        return steps.Labels[steps.Next.FindIndex(next => StateSet<TState>.AreEqual(next, child))];
    }
}
