using Tasker.Caching.Coverage;

namespace Tasker.OutputCache.Admin.Bodies.Triggers;

/// <summary>The triggers of a table that evict a resource.</summary>
/// <param name="Table">The table.</param>
/// <param name="Resource">The resource, if it can be told.</param>
/// <param name="State"><c>in-order</c>, <c>missing</c>, <c>disabled</c>, <c>outdated</c> or <c>extra</c>.</param>
/// <param name="Problem">What is not as the host says, and what to do.</param>
internal sealed record TriggerBody(string Table, string? Resource, string State, string? Problem)
{
    public static TriggerBody Of(CheckedTrigger trigger) => new(trigger.Table, trigger.Resource, StateOf(trigger.State), trigger.Problem);

    private static string StateOf(TriggerState state) => state switch
    {
        TriggerState.InOrder => "in-order",
        TriggerState.Missing => "missing",
        TriggerState.Disabled => "disabled",
        TriggerState.Outdated => "outdated",
        _ => "extra",
    };
}
