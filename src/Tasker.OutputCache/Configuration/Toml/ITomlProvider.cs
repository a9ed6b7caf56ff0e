using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>What a check of the configuration wants to know of the layer that a value came from.</summary>
internal interface ITomlProvider
{
    /// <summary>Gets the path of the file as the host wrote it; a stream has none.</summary>
    string? Path { get; }

    /// <summary>Gets what the last load said about keys that became one.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Gets why the last load failed; null once one has succeeded.</summary>
    Exception? LoadError { get; }

    /// <summary>Finds the line and column of a value, table or array of this layer.</summary>
    /// <param name="key">The configuration key, such as <c>common:cache:backend</c>; case does not matter.</param>
    /// <param name="position">Where it stands.</param>
    /// <returns>False when this layer does not have the key.</returns>
    bool TryGetPosition(string key, [NotNullWhen(true)] out TomlPosition? position);
}
