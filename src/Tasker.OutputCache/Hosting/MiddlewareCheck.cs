using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Hosting;

/// <summary>Says at start that endpoints ask for caching, and no middleware in the pipeline does it.</summary>
internal sealed class MiddlewareCheck(CachePresence presence, ILogger<MiddlewareCheck> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (presence.IsExpected && !presence.IsThere)
        {
            logger.MiddlewareMissing();
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
