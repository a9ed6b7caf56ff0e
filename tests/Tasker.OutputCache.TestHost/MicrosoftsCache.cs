using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching;

namespace Tasker.OutputCache.TestHost;

/// <summary>The same rows and evictions over nothing but the framework's own output cache, in memory: what ours is compared with.</summary>
internal static class MicrosoftsCache
{
    public static void MapMicrosoftsRows(this IEndpointRouteBuilder endpoints)
    {
        foreach (var resource in RowEndpoints.Resources)
        {
            endpoints.MapGet($"/{resource}/{{row}}", (string row, RowClient rows, CancellationToken aborted) => rows.ReadAsync(resource, row, aborted))
                .CacheOutput(static policy => policy.Expire(TimeSpan.FromMinutes(1)).AddPolicy<RowTagPolicy>());
        }

        endpoints.MapPost("/evictions/rows/{row}", async (string row, IOutputCacheStore store, CancellationToken aborted) =>
        {
            await store.EvictByTagAsync(row, aborted);
            return nameof(EvictionResult.Confirmed);
        });
        endpoints.MapGet("/status", static () => new { Backend = "microsoft", Attached = true, Circuit = "Closed", Journal = 0 });
    }

    private sealed class RowTagPolicy : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
        {
            context.Tags.Add((string)context.HttpContext.Request.RouteValues["row"]!);
            return default;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;
    }
}
