namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>One part of a dotted key, and the offset at which it starts.</summary>
internal readonly record struct TomlKeyPart(string Name, int Offset);
