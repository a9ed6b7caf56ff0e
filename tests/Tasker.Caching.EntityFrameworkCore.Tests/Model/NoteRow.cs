namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

/// <summary>Deleted by the database when its project is.</summary>
internal sealed class NoteRow
{
    public int Id { get; set; }

    public int ProjectId { get; set; }

    public ProjectRow? Project { get; set; }

    public string Topic { get; set; } = string.Empty;
}
