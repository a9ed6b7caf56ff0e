using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The settings of all resources as they are now.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ResourceCatalog
{
    /// <summary>The name of the resource that stands for endpoints without our metadata.</summary>
    private const string PlainName = "plain";

    private readonly CacheSettingsSource _source;
    private readonly Func<string, string> _placeOf;

    internal ResourceCatalog(CacheSettingsSource source, Func<string, string>? placeOf = null)
    {
        _source = source;
        _placeOf = placeOf ?? (static resource => $"common:cache:resources:{resource}");
    }

    /// <summary>Gets the settings in force, of which the resources are a part.</summary>
    public CacheSettings Settings => _source.Current;

    /// <summary>Gets the options in force.</summary>
    public TaskerCachingOptions Options => Settings.Options;

    /// <summary>Gets the settings of responses that name no resource.</summary>
    public ResourceSettings Plain => Get(PlainName);

    /// <summary>Gets the settings of a resource.</summary>
    public ResourceSettings Get(string resource) => Settings.Resources.Get(resource);

    internal IEnumerable<string> Names => Settings.Resources.KnownNames;

    /// <summary>Names the section of a resource in the words of the configuration that the host uses.</summary>
    public string PlaceOf(string resource) => _placeOf(resource);

    /// <summary>Tells whether the configuration names a resource.</summary>
    public bool IsKnown(string resource) => Names.Contains(resource, StringComparer.OrdinalIgnoreCase);
}
