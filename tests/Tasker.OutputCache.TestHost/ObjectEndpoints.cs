using Microsoft.Extensions.Caching.Hybrid;
using Tasker.Caching;

namespace Tasker.OutputCache.TestHost;

/// <summary>The version of a row as an object: of the resource <c>objects</c>, and of <c>templates</c>, which needs a shared tier.</summary>
internal static class ObjectEndpoints
{
    public static void MapObjects(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/objects/{row}", (string row, HybridCache cache, RowClient rows, CancellationToken aborted) =>
            cache.GetOrCreateAsync(row, (rows, row), static (state, token) => new ValueTask<string>(state.rows.ReadAsync("objects", state.row, token)), cancellationToken: aborted));

        endpoints.MapGet("/templates/{row}", ([FromKeyedServices("templates")] HybridCache cache, string row, RowClient rows, CancellationToken aborted) =>
            cache.GetOrCreateAsync($"payments:{row}:1.0.0", (rows, row), static (state, token) => new ValueTask<string>(state.rows.ReadAsync("templates", state.row, token)), cancellationToken: aborted));

        endpoints.MapPost("/templates/{ns}/evictions", async (string ns, ICacheEvictor evictor) =>
            (await evictor.EvictAsync([CacheTag.For("templates").With("namespace", ns)])).ToString());
    }
}
