using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Who evicts, for the history: the code of the application, unless the caller gives a name.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class EvictionAuthor
{
    private const string Application = "application";

    private static readonly AsyncLocal<string?> Named = new();

    internal static string Current => Named.Value ?? Application;

    /// <summary>Names the author of all evictions of this flow until the name is disposed of.</summary>
    public static Name Use(string name)
    {
        var before = Named.Value;
        Named.Value = name;
        return new Name(before);
    }

    /// <summary>A name that is in force until it is disposed of.</summary>
    public readonly struct Name(string? before) : IDisposable
    {
        /// <summary>Restores the name that was in force before.</summary>
        public void Dispose() => Named.Value = before;
    }
}
