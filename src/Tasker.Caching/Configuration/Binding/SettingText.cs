using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>The value of a key as a text.</summary>
/// <param name="Table">The one name of the section.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, which may be a secret; <see langword="null"/> where it is not set.</param>
internal sealed record SettingText(string Table, ConfigurationKey Key, string? Value)
{
    /// <summary>Gets the key as the documentation has it, below the section of the cache.</summary>
    public string Name => Table.Length == 0 ? Key.DocumentedName : $"{Table.Replace(':', '.')}.{Key.DocumentedName}";

    public string Place => KeyFinding.PlaceOf(Table, Key);

    /// <summary>Gets the value, or the default that counts where it is not set, as anybody may see it.</summary>
    public string Shown => Value is not { Length: > 0 } value ? Key.Default : Key.IsSecret ? SecretMask.HideSecret(value) : SecretMask.Hide(value);

    /// <summary>Lists the values of a table.</summary>
    public static IEnumerable<SettingText> Of(KeyTable table, string place, object target) =>
        table.Keys.Select(key => new SettingText(place, key, key.Show(target)));

    /// <summary>Lists the values of all keys of the core.</summary>
    public static IEnumerable<SettingText> Of(TaskerCachingOptions options) =>
    [
        .. Of(CommonKeys.Table, CommonKeys.Table.Name, options),
        .. Of(MemoryKeys.Table, MemoryKeys.Table.Name, options.Memory),
        .. Of(EvictionKeys.Table, EvictionKeys.Table.Name, options.Evictions),
        .. Of(CircuitBreakerKeys.Table, CircuitBreakerKeys.Table.Name, options.CircuitBreaker),
        .. options.Resources.OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase).SelectMany(static pair =>
            Of(ResourceKeys.Table, $"{ConfigurationKeys.ResourcesSection}:{pair.Key.ToLowerInvariant()}", pair.Value)),
    ];
}
