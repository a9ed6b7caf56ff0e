using Tasker.Caching.Configuration.Resources;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Tags;

namespace Tasker.Caching.Evictions.Expansion;

/// <summary>The resources of endpoints, of objects and of configuration: once its endpoints have been read, a process knows them all.</summary>
/// <remarks>A process without cached endpoints, such as a worker, evicts what others cache. Strings are tags that anything may carry.</remarks>
internal sealed class KnownResources(ResourceTags tags, ResourceCatalog catalog) : ITagCheck
{
    private const int MaximumNames = 20;

    public string? FindUnknownResource(CacheTag tag)
    {
        if (tag.Resource is not { } resource || !tags.HasEndpoints || IsKnown(resource))
        {
            return null;
        }

        var names = Names();
        var listed = string.Join(", ", names.Take(MaximumNames)) + (names.Count > MaximumNames ? ", ..." : string.Empty);
        return $"The eviction of '{tag.Name}' was refused: no endpoint, object or configuration of this process has the resource '{resource}'. "
            + $"The resources here: {listed}.{Suggest(resource, names)} If only another service caches it, name it in this one's configuration.";
    }

    private bool IsKnown(string resource) => tags.IsKnown(resource) || catalog.IsKnown(resource) || resource == ResourceName.OfObjects;

    private List<string> Names() => [.. tags.Names.Concat(catalog.Names).Append(ResourceName.OfObjects).Select(TagText.NormalizeName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public string SuggestDimension(CacheTag tag)
    {
        if (tag.Resource is not { } resource || !tags.TryGet(resource, out var known))
        {
            return string.Empty;
        }

        var typed = Array.Find(tag.Dimensions, dimension => !dimension.Name.StartsWith('@') && !known.MayBeNamed(dimension.Name));
        return typed is null ? string.Empty : Suggest(typed.Name, known.Names.ToArray());
    }

    private static string Suggest(string typed, IEnumerable<string> names) =>
        KeySuggestion.Nearest(typed, names) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;
}
