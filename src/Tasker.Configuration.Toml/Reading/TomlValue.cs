namespace Tasker.Configuration.Toml;

/// <summary>A value in the form in which configuration shows it: integers decimal, floats round-trip, dates as written.</summary>
internal sealed class TomlValue(TomlValueKind kind, string text, TomlPosition position) : TomlNode(position)
{
    public TomlValueKind Kind { get; } = kind;

    public string Text { get; } = text;
}
