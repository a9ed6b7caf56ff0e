namespace Tasker.Configuration.Toml;

/// <summary>A place in a document.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1. It counts characters (code points); a tab is one.</param>
/// <remarks>A class: collections of structs would be compiled at start, those of classes are ready.</remarks>
public sealed record TomlPosition(int Line, int Column)
{
    /// <summary>The place after a text that starts a document.</summary>
    internal static TomlPosition AfterThe(ReadOnlySpan<char> text)
    {
        var column = 1;

        foreach (var _ in text[(text.LastIndexOf('\n') + 1)..].EnumerateRunes())
        {
            column++;
        }

        return new TomlPosition(text.Count('\n') + 1, column);
    }

    internal bool IsAfter(TomlPosition other) => Line > other.Line || (Line == other.Line && Column > other.Column);
}
