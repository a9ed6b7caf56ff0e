namespace Tasker.OutputCache.Configuration;

/// <summary>The settings of all resources as they are now.</summary>
internal sealed class ResourceCatalog(CacheSettingsSource source)
{
    /// <summary>The name of the resource that stands for endpoints without our metadata.</summary>
    private const string PlainName = "plain";

    /// <summary>Gets the settings in force, of which the resources are a part.</summary>
    public CacheSettings Settings => source.Current;

    public TaskerOutputCacheOptions Options => Settings.Options;

    public ResourceSettings Plain => Get(PlainName);

    public ResourceSettings Get(string resource) => Settings.Resources.Get(resource);

    public IEnumerable<string> Names => Settings.Resources.KnownNames;

    public bool IsKnown(string resource) => Names.Contains(resource, StringComparer.OrdinalIgnoreCase);
}
