using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Bodies.Endpoints;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Endpoints;

/// <summary>Finds the names of the parameters for the values of keys.</summary>
internal sealed class KeyNames(CacheEndpointCatalog endpoints, ResourceCatalog resources)
{
    /// <summary>Reads a key as the caller sees it.</summary>
    /// <returns>The parameters with their values; <see langword="null"/> if no endpoint knows the key.</returns>
    public KeyPartBody[]? Read(string key) => Reader()(key);

    /// <summary>Returns what reads many keys.</summary>
    public Func<string, KeyPartBody[]?> Reader()
    {
        var listed = endpoints.List();
        return key => listed
            .Select(one => one.Endpoint.ReadKey(key, resources.Get(one.Endpoint.Resource)))
            .FirstOrDefault(static values => values is not null)?
            .Select(static value => new KeyPartBody(value.Key, value.Value))
            .ToArray();
    }
}
