namespace Tasker.Analytics.Statistics;

/// <summary>How many share the work on one kind of task.</summary>
public sealed record CollaborationStatsRow
{
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public long Departments { get; init; }

    public long Operators { get; init; }

    public long Tasks { get; init; }

    /// <summary>Gets how many of the tasks the busiest of them looks after.</summary>
    public long BusiestOperatorTasks { get; init; }
}
