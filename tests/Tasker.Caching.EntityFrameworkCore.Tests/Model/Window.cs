namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

/// <summary>A complex property.</summary>
internal sealed class Window
{
    public int Priority { get; set; }
}
