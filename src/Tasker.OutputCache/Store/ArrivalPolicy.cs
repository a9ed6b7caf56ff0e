using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;

namespace Tasker.OutputCache.Store;

/// <summary>A base policy that keeps requests from joining what was begun before an eviction that they came after.</summary>
/// <remarks>
/// The framework joins concurrent requests by key, without asking the store. So the key of its own endpoints says what
/// was evicted when the request arrived; <see cref="RemoveArrival"/> takes that out again before anything is stored.
/// </remarks>
internal sealed class ArrivalPolicy : IOutputCachePolicy
{
    private const char Separator = '\x1e';
    private const string Name = "~tasker-arrival";
    private const string Mark = Name + "=";

    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (context.HttpContext.Features.Get<ArrivalFeature>() is { } arrival)
        {
            context.CacheVaryByRules.VaryByValues[Name] = arrival.Point.Tick.ToString(CultureInfo.InvariantCulture);
        }

        return default;
    }

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

    /// <summary>Returns a key of the framework without what this policy has added to it.</summary>
    public static string RemoveArrival(string key)
    {
        // Values of requests never hold the separator: the framework makes no key of them.
        var start = key.IndexOf(Separator + Mark, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return key;
        }

        var end = key.IndexOf(Separator, start + 1);
        return end < 0 ? key[..start] : key.Remove(start, end - start);
    }
}
