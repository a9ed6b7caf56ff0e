namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>A generated date or time: how it is written, and how <see cref="TomlCanonical"/> writes it.</summary>
internal sealed record GeneratedTime(string Written, string Canonical);
