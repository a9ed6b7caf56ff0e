namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

internal class TaskRow
{
    public int Id { get; set; }

    public string Namespace { get; set; } = string.Empty;

    public string State { get; set; } = "pending";

    public string? Code { get; set; }

    public int Version { get; set; }

    public Placement Placement { get; set; } = new();

    public List<Mark> Marks { get; set; } = [];

    public Window Window { get; set; } = new();
}
