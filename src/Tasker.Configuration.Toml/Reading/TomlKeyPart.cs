namespace Tasker.Configuration.Toml;

/// <summary>One part of a dotted key, and where it starts.</summary>
internal sealed record TomlKeyPart(string Name, TomlPosition Position);
