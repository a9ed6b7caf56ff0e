namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

internal sealed class UrgentTaskRow : TaskRow
{
    public int Urgency { get; set; }
}
