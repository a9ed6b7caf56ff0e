using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Endpoints;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Says at start which endpoints are cached, or that no middleware in the pipeline does it.</summary>
internal sealed class MiddlewareCheck(CachePresence presence, CacheEndpointCatalog endpoints, ResourceCatalog resources, ILogger<MiddlewareCheck> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (presence.IsExpected && !presence.IsThere)
        {
            logger.MiddlewareMissing();
        }
        else if (presence.IsThere && resources.Options.Enabled)
        {
            ReportEndpoints();
        }

        return Task.CompletedTask;
    }

    private void ReportEndpoints()
    {
        var cached = endpoints.ListCached();
        if (cached.Count == 0)
        {
            return;
        }

        logger.EndpointsCached(cached.Count, EndpointTable.Summarize(cached));
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.EndpointTable(EndpointTable.Draw(cached, resources));
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
