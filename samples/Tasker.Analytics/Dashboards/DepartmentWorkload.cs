namespace Tasker.Analytics.Dashboards;

/// <summary>The tasks that the operators of a department look after.</summary>
public sealed record DepartmentWorkload
{
    public string Department { get; init; } = "";

    public long Operators { get; init; }

    public long Tasks { get; init; }

    public long Open { get; init; }
}
