namespace Tasker.Caching.EntityFrameworkCore.Tests.Model;

/// <summary>Owned, in the columns of its owner.</summary>
internal sealed class Placement
{
    public string Zone { get; set; } = "a";
}
