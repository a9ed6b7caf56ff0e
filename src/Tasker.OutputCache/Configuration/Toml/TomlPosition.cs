namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>A place in a document; lines and columns count from 1.</summary>
internal readonly record struct TomlPosition(int Line, int Column) : IComparable<TomlPosition>
{
    public int CompareTo(TomlPosition other) =>
        Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
}
