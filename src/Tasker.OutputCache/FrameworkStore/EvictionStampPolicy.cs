using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>A base policy that keeps requests from joining what was begun before an eviction that they came after.</summary>
/// <remarks>
/// The framework joins concurrent requests by key, without asking the store. So the key of its own endpoints says what
/// was known of the eviction log when the request arrived; <see cref="Split"/> takes that out again before anything is
/// stored. It is also the stamp: the handler begins after it.
/// </remarks>
internal sealed class EvictionStampPolicy : IOutputCachePolicy
{
    private const char Separator = '\x1e';
    private const string Name = "~tasker-arrival";
    private const string Mark = Name + "=";

    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (context.HttpContext.Features.Get<ArrivalFeature>() is { Point: var point } arrival)
        {
            (arrival.PathBase, arrival.Path) = (context.HttpContext.Request.PathBase, context.HttpContext.Request.Path);
            if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<CacheResourceAttribute>() is null)
            {
                arrival.Watch = AbortWatch.Start(context.HttpContext);
            }

            context.CacheVaryByRules.VaryByValues[Name] = string.Create(CultureInfo.InvariantCulture, $"{point.Tick}.{point.Horizon}.{point.Generation}");
        }

        return default;
    }

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

    // The handler has returned. Not earlier: a hit has no use for them.
    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        var features = context.HttpContext.Features;
        if (context.EnableOutputCaching && features[typeof(EndpointRequest)] is null && features.Get<ArrivalFeature>() is { } arrival)
        {
            foreach (var tag in PathTags.ListOfPlain(context.HttpContext, arrival.PathBase, arrival.Path))
            {
                context.Tags.Add(HandlerTag.Write(CacheTag.OfEntries(tag)));
            }

            // The framework hands it to those who wait for this one as well.
            context.AllowCacheStorage &= CopyEnd.FindObstacle(context.HttpContext, arrival.Watch) is null;
        }

        return default;
    }

    /// <summary>Splits a key into what the framework has made and what this policy has added.</summary>
    /// <param name="key">The key.</param>
    /// <param name="arrival">The point of the arrival; <see cref="EvictionPoint.Unknown"/> if the framework's key has none; <see langword="null"/> if it is no key of the framework's.</param>
    /// <returns>The key without the point.</returns>
    public static string Split(string key, out EvictionPoint? arrival)
    {
        arrival = key.Contains(Separator, StringComparison.Ordinal) ? EvictionPoint.Unknown : null;

        // Values of requests never hold the separator: the framework makes no key of them.
        var start = key.IndexOf(Separator + Mark, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return key;
        }

        var end = key.IndexOf(Separator, start + 1);
        end = end < 0 ? key.Length : end;
        arrival = Parse(key.AsSpan(start + 1 + Mark.Length, end - start - 1 - Mark.Length));
        return key.Remove(start, end - start);
    }

    private static EvictionPoint Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        return text.Split(parts, '.') == 3
            && long.TryParse(text[parts[0]], CultureInfo.InvariantCulture, out var tick)
            && long.TryParse(text[parts[1]], CultureInfo.InvariantCulture, out var horizon)
            ? new EvictionPoint { Tick = tick, Horizon = horizon, Generation = text[parts[2]].ToString() }
            : EvictionPoint.Unknown;
    }
}
