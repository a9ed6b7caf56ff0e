namespace Tasker.Analytics.Statistics;

public sealed record DepartmentWorkloadRow
{
    public long DepartmentId { get; init; }

    public string Department { get; init; } = "";

    public long Operators { get; init; }

    public long Tasks { get; init; }

    public long Open { get; init; }

    public double OpenPerOperator => Operators == 0 ? 0 : Math.Round((double)Open / Operators, 2);
}
