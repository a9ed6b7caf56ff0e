using Tasker.Caching.Backends;

namespace Tasker.OutputCache.TestHost;

/// <summary>The administration, and a way to announce what another build would.</summary>
internal static class InstanceEndpoints
{
    public static void MapInstances(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapTaskerCache("/admin").AllowAnonymous();
        endpoints.MapPost("/announcements/{id}", async (string id, HttpRequest request, CacheBackend backend, CancellationToken aborted) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, aborted);
            await backend.Instances!.AnnounceAsync(id, body.ToArray(), TimeSpan.FromMinutes(10), aborted);
        });
    }
}
