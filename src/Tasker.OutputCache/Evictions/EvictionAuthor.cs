namespace Tasker.OutputCache.Evictions;

/// <summary>Who evicts, for the history: the code of the application, unless somebody has put his name here.</summary>
internal static class EvictionAuthor
{
    private const string Application = "application";

    private static readonly AsyncLocal<string?> Named = new();

    public static string Current => Named.Value ?? Application;

    /// <summary>Names the author of all evictions of this flow until the name is disposed of.</summary>
    public static Name Use(string name)
    {
        var before = Named.Value;
        Named.Value = name;
        return new Name(before);
    }

    internal readonly struct Name(string? before) : IDisposable
    {
        public void Dispose() => Named.Value = before;
    }
}
