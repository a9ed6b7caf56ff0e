using Microsoft.Extensions.Configuration;

namespace Tasker.OutputCache.Configuration;

/// <summary>Tells which of the sources of a configuration has the last word on a key.</summary>
/// <remarks>
/// The configuration itself lets later sources override earlier ones by the exact key. Two spellings of one key are two keys to it;
/// this finds out which of them comes from the later source.
/// </remarks>
/// <param name="configuration">The configuration.</param>
/// <param name="root">The root of which it is a section, where that is known.</param>
/// <param name="lines">What is known of JSON files already.</param>
internal sealed class ConfigurationLayers(IConfiguration configuration, IConfigurationRoot? root = null, JsonLines? lines = null)
{
    private readonly JsonLines _lines = lines ?? new JsonLines();
    private readonly IConfigurationProvider[] _providers = [.. (configuration as IConfigurationRoot ?? root)?.Providers ?? []];

    /// <summary>Gets the place of the last source that has a value for the key or its items; -1 where sources are unknown.</summary>
    public int LayerOf(IConfigurationSection section)
    {
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

    /// <summary>Says where a key stands: file and line, variable or option. <see langword="null"/> where that can't be told.</summary>
    public string? OriginOf(string path)
    {
        for (var i = _providers.Length - 1; i >= 0; i--)
        {
            // A section and an array have no value of their own.
            if (_providers[i].TryGet(path, out _) || _providers[i].GetChildKeys([], path).Any())
            {
                return LayerOrigin.Describe(_providers[i], path, _lines);
            }
        }

        return null;
    }
}
