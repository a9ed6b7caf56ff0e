namespace Tasker.OutputCache.Configuration;

/// <summary>The settings of all resources as they are now. A new snapshot takes the place of the old one as a whole.</summary>
internal sealed class ResourceCatalog(TaskerOutputCacheOptions options)
{
    /// <summary>The name of the resource that stands for endpoints without our metadata.</summary>
    private const string PlainName = "plain";

    private volatile ResourceSettingsResolver _resolver = new(options);
    private volatile TaskerOutputCacheOptions _options = options;

    public TaskerOutputCacheOptions Options => _options;

    public ResourceSettings Plain => Get(PlainName);

    public ResourceSettings Get(string resource) => _resolver.Get(resource);

    public IEnumerable<string> Names => _resolver.KnownNames;

    public bool IsKnown(string resource) => _resolver.KnownNames.Contains(resource, StringComparer.OrdinalIgnoreCase);

    public void Use(TaskerOutputCacheOptions options)
    {
        _resolver = new ResourceSettingsResolver(options);
        _options = options;
    }
}
