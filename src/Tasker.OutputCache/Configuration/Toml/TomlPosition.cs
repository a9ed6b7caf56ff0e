namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>A place in a document; lines and columns count from 1.</summary>
/// <remarks>A class: collections of structs would be compiled at start, those of classes are ready.</remarks>
internal sealed record TomlPosition(int Line, int Column) : IComparable<TomlPosition>
{
    /// <summary>The place behind a text that starts a document.</summary>
    public static TomlPosition AfterThe(ReadOnlySpan<char> text)
    {
        var column = 1;

        foreach (var _ in text[(text.LastIndexOf('\n') + 1)..].EnumerateRunes())
        {
            column++;
        }

        return new TomlPosition(text.Count('\n') + 1, column);
    }

    public int CompareTo(TomlPosition? other) =>
        other is null ? 1 : Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
}
