using Tasker.Caching.Coverage;

namespace Tasker.OutputCache.Admin.Bodies.Triggers;

/// <summary>How the triggers of the database compare with what the host says.</summary>
/// <param name="Checked">Whether the host has a database whose triggers can be compared.</param>
/// <param name="InOrder">Whether nothing may be left stale for want of a trigger.</param>
/// <param name="Triggers">The tables.</param>
/// <param name="Failures">Why triggers could not be compared.</param>
internal sealed record TriggersBody(bool Checked, bool InOrder, TriggerBody[] Triggers, string[] Failures)
{
    public static TriggersBody Of(IReadOnlyCollection<TriggerReport> reports) =>
        new(
            reports.Count > 0,
            !reports.SelectMany(static report => report.FindProblems()).Any(),
            [.. reports.SelectMany(static report => report.Triggers).Select(TriggerBody.Of)],
            [.. reports.Select(static report => report.Failure).OfType<string>()]);
}
