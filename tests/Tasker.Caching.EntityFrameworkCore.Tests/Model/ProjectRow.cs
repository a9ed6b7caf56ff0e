namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

internal sealed class ProjectRow
{
    public int Id { get; set; }

    public List<NoteRow> Notes { get; set; } = [];
}
