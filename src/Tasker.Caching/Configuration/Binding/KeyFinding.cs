using Microsoft.Extensions.Configuration;
using Tasker.Caching.Configuration.Keys;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>A key as it was met in a configuration.</summary>
/// <param name="Table">The one name of its section.</param>
/// <param name="Section">Where it was met.</param>
/// <param name="Key">Its declaration.</param>
/// <param name="Unit">The unit that its name ended with, or an empty string.</param>
/// <param name="Target">The options that it sets.</param>
/// <param name="IsShortForm">Whether it stands for a key of a section below.</param>
/// <param name="Layer">The place of its source.</param>
internal sealed record KeyFinding(
    string Table,
    IConfigurationSection Section,
    ConfigurationKey Key,
    string Unit,
    object Target,
    bool IsShortForm,
    int Layer)
{
    public string TypedKey { get; } = Section.Path.Replace(':', '.');

    /// <summary>Gets the one name of the key and its place, whatever the spelling.</summary>
    public string Place { get; } = PlaceOf(Table, Key);

    public static string PlaceOf(string table, ConfigurationKey key) => $"{table}:{key.Name}";
}
