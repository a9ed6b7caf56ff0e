namespace Tasker.OutputCache.Tests.Middleware;

public sealed record Header(string Name, string[] Values)
{
    public override string ToString() => $"{Name}: {string.Join(" / ", Values)}";
}
