using Microsoft.Extensions.Configuration;

namespace Tasker.OutputCache.Configuration;

/// <summary>Tells which of the sources of a configuration has the last word on a key.</summary>
/// <remarks>
/// The configuration itself lets later sources override earlier ones by the exact key. Two spellings of one key are two keys to it;
/// this finds out which of them comes from the later source.
/// </remarks>
internal sealed class ConfigurationLayers(IConfiguration configuration)
{
    private readonly IConfigurationProvider[] _providers =
        configuration is IConfigurationRoot root ? [.. root.Providers] : [];

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
}
