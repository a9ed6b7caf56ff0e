namespace Tasker.Configuration.Toml;

/// <summary>A table with what it holds, in the order in which it was written.</summary>
internal sealed class TomlTable(TomlTableOrigin origin, int depth, TomlPosition position) : TomlNode(position)
{
    public TomlTableOrigin Origin { get; private set; } = origin;

    /// <summary>Gets how many keys and indices lead from the root to this table.</summary>
    public int Depth { get; } = depth;

    public TomlItems Items { get; } = [];

    /// <summary>An implied table gets its definition, by a header or by dotted keys.</summary>
    public void Define(TomlTableOrigin origin, TomlPosition position)
    {
        Origin = origin;
        Position = position;
    }
}
