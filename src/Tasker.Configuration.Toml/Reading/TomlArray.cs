namespace Tasker.Configuration.Toml;

/// <summary>An array: a value in brackets, or the tables of all <c>[[headers]]</c> of one name.</summary>
internal sealed class TomlArray(bool isOfTables, TomlPosition position) : TomlNode(position)
{
    /// <summary>Gets whether headers made it; an array in brackets is complete where it ends.</summary>
    public bool IsOfTables { get; } = isOfTables;

    public List<TomlNode> Items { get; } = [];
}
