using Microsoft.Extensions.Logging;
using Tasker.Caching.Configuration.Resources;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Objects;

/// <summary>Says what the parts of the keys of a resource's objects are: dimensions, by which they can be evicted.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Parts">The names of the parts, in the order of the key.</param>
internal sealed record ObjectKeyShape(string Resource, string[] Parts)
{
    public static ObjectKeyShape Parse(string resource, string key)
    {
        if (!ResourceName.IsValid(resource))
        {
            throw new ArgumentException($"'{resource}' is no name of a resource: {ResourceName.Allowed}.", nameof(resource));
        }

        var parts = key.Split(':');
        foreach (var part in parts)
        {
            if (CacheName.FindFlaw(part, CacheName.InParameter) is { } flaw)
            {
                throw new ArgumentException($"'{part}' is no name of a part of '{key}': it {flaw}.", nameof(key));
            }
        }

        return parts.Distinct(StringComparer.OrdinalIgnoreCase).Count() == parts.Length
            ? new ObjectKeyShape(resource, parts)
            : throw new ArgumentException($"'{key}' names a part twice.", nameof(key));
    }

    /// <summary>Makes the dimensions of resources, those of their objects' keys among them from the beginning.</summary>
    public static ResourceTags Declare(IEnumerable<ObjectKeyShape> shapes, ResourceTags tags, ILogger logger)
    {
        foreach (var shape in shapes)
        {
            var dimensions = tags.Get(shape.Resource);
            dimensions.NoteSource(shape.Parts, isClaim: false);
            if (!dimensions.TryAdd(shape.Parts, $"The key '{string.Join(':', shape.Parts)}'", out var error))
            {
                logger.ObjectKeysFlaw(error!);
            }
        }

        return tags;
    }
}
