using System.Diagnostics.CodeAnalysis;

namespace Tasker.Configuration.Toml;

/// <summary>A TOML document among the sources of a configuration.</summary>
public interface ITomlDocument
{
    /// <summary>Gets the path of the file as the host wrote it; a stream has none.</summary>
    string? Path { get; }

    /// <summary>Gets one warning for every configuration key that the document sets more than once, with line and column. The later value is used.</summary>
    /// <remarks>Configuration ignores case and separates with a colon: <c>ttl</c> and <c>TTL</c> are one key.</remarks>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Gets why the last load failed; null once one has succeeded. It is or holds a <see cref="TomlFormatException"/> where the text is to blame.</summary>
    Exception? LoadError { get; }

    /// <summary>Finds the line and column of a value, table or array of this document.</summary>
    /// <param name="key">The configuration key, such as <c>common:cache:backend</c>; case does not matter.</param>
    /// <param name="position">Where it stands.</param>
    /// <returns>False when this document does not have the key.</returns>
    bool TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position);
}
