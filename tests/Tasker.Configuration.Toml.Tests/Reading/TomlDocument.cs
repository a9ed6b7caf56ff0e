namespace Tasker.Configuration.Toml.Tests.Reading;

/// <summary>A document of the corpus, and what is expected of it.</summary>
internal sealed record TomlDocument(string Name, byte[] Utf8, string Expectation);
