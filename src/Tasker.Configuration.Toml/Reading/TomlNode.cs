namespace Tasker.Configuration.Toml;

/// <summary>A table, an array or a value, and where it was written.</summary>
internal abstract class TomlNode(TomlPosition position)
{
    public TomlPosition Position { get; protected set; } = position;
}
