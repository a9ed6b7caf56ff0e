namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

/// <summary>Owned, in a table of its own.</summary>
internal sealed class Mark
{
    public int Id { get; set; }

    public string Name { get; set; } = string.Empty;
}
