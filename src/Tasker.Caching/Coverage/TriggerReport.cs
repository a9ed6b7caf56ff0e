namespace Tasker.Caching.Coverage;

/// <summary>How the triggers of a database compare with what the host says.</summary>
/// <param name="Triggers">The tables with the resources that their triggers evict: those that the host names, and those that it does not.</param>
/// <param name="Failure">Why they could not be compared; <see langword="null"/> if they were.</param>
public sealed record TriggerReport(IReadOnlyList<CheckedTrigger> Triggers, string? Failure)
{
    /// <summary>Lists what may leave something stale: a sentence each. Triggers that the host does not name evict too much at worst.</summary>
    /// <returns>The sentences.</returns>
    public IEnumerable<string> FindProblems() =>
        Triggers.Where(static trigger => trigger.State != TriggerState.Extra).Select(static trigger => trigger.Problem).Append(Failure).OfType<string>();
}
