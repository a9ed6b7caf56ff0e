using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml;

/// <summary>Tells which of the sources of a configuration has the last word on a key, and where the key stands there.</summary>
/// <remarks>
/// The configuration itself lets later sources override earlier ones by the exact key. Two spellings of one key are two keys to it;
/// this finds out which of them comes from the later source. JSON files are read once more for their lines, when a key of them is
/// asked for: make an instance for one look at a configuration and let go of it.
/// </remarks>
public sealed class ConfigurationLayers
{
    private readonly JsonLines _lines;
    private readonly IConfigurationProvider[] _providers;

    /// <summary>Takes the sources of a configuration as they are now.</summary>
    /// <param name="configuration">The configuration, or a section of it.</param>
    /// <param name="root">The root of which it is a section, where that is known. Without a root nothing can be told.</param>
    public ConfigurationLayers(IConfiguration configuration, IConfigurationRoot? root = null)
        : this(configuration, root, new JsonLines())
    {
    }

    internal ConfigurationLayers(IConfiguration configuration, IConfigurationRoot? root, JsonLines lines)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _lines = lines;
        _providers = [.. (configuration as IConfigurationRoot ?? root)?.Providers ?? []];
    }

    /// <summary>Gets the place of the last source that has a value for a section or its items.</summary>
    /// <param name="section">The section.</param>
    /// <returns>The place among the sources, from 0; -1 where none has it or the sources are unknown.</returns>
    public int LayerOf(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var layer = LayerOf(section.Path);
        foreach (var item in section.GetChildren())
        {
            layer = Math.Max(layer, LayerOf(item.Path));
        }

        return layer;
    }

    private int LayerOf(string path)
    {
        for (var i = _providers.Length - 1; i >= 0; i--)
        {
            if (_providers[i].TryGet(path, out _))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Says in a few words where a key stands: <c>config/tasker/base/common.toml:14</c>, <c>environment variable REDIS_URL</c>, <c>command line --urls</c>.</summary>
    /// <param name="key">The key from the root: <c>common:cache:backend</c>.</param>
    /// <returns>The file with its line, the variable, the option or the name of the source; <see langword="null"/> where that can't be told.</returns>
    public string? OriginOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        for (var i = _providers.Length - 1; i >= 0; i--)
        {
            // A section and an array have no value of their own.
            if (_providers[i].TryGet(key, out _) || _providers[i].GetChildKeys([], key).Any())
            {
                return LayerOrigin.Describe(_providers[i], key, _lines);
            }
        }

        return null;
    }
}
