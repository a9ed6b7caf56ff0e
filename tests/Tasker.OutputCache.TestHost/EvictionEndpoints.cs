using Tasker.Caching;

namespace Tasker.OutputCache.TestHost;

/// <summary>Evictions, as a handler of the application would ask for them. The answer is the <see cref="EvictionResult"/>.</summary>
internal static class EvictionEndpoints
{
    public static void MapEvictions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/evictions/rows/{row}", async (string row, EvictionMode? mode, ICacheEvictor evictor) =>
        {
            var tags = RowEndpoints.Resources.Select(resource => CacheTag.For(resource).With("row", row)).ToArray();
            return (await evictor.EvictAsync(tags, mode ?? EvictionMode.Hard)).ToString();
        });

        endpoints.MapPost("/evictions/tags/{tag}", async (string tag, ICacheEvictor evictor) => (await evictor.EvictAsync([tag])).ToString());
    }
}
