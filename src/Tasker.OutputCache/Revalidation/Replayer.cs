using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Store;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Runs requests of the cache's own through the application's pipeline, in process and in a scope of their own.</summary>
internal sealed class Replayer
{
    private readonly IHttpContextFactory _contexts;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile RequestDelegate? _pipeline;

    public Replayer(IHttpContextFactory contexts, IHostApplicationLifetime lifetime, CacheMetrics metrics, TimeProvider clock, ILogger<Replayer> logger)
    {
        _contexts = contexts;
        _lifetime = lifetime;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Gets or sets how long a replay may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets a value indicating whether the pipeline is known.</summary>
    public bool IsReady => _pipeline is not null;

    /// <summary>Notes the pipeline from its front on.</summary>
    public void Use(RequestDelegate pipeline) => _pipeline = pipeline;

    /// <summary>Runs a request to its end.</summary>
    /// <returns>The status, or <see langword="null"/> if it threw or took too long; and what it has stored.</returns>
    public Task<ReplayOutcome> SendAsync(ReplayMessage message, ReplayFeature replay)
    {
        // What flows with the request that asks, its IHttpContextAccessor above all, must not flow into this one.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => RunAsync(message, replay));
        }
    }

    private async Task<ReplayOutcome> RunAsync(ReplayMessage message, ReplayFeature replay)
    {
        using var timeout = new CancellationTokenSource(Timeout, _clock);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _lifetime.ApplicationStopping);
        var response = new ReplayResponse();
        var context = _contexts.Create(message.CreateFeatures(replay, response, aborted.Token));
        try
        {
            await _pipeline!(context);
            await response.CompleteAsync();
            return new ReplayOutcome(aborted.IsCancellationRequested ? null : response.StatusCode, context.Features.Get<ResponseWork>()?.Result);
        }
        catch (Exception exception)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
            _logger.ReplayFailed(exception, message.Path);
            return default;
        }
        finally
        {
            await EndAsync(context, response);
            _metrics.CountReplay(replay.Reason);
        }
    }

    private async ValueTask EndAsync(HttpContext context, ReplayResponse response)
    {
        try
        {
            await response.RunCompletedAsync();
        }
        catch (Exception exception)
        {
            _logger.ReplayFailed(exception, context.Request.Path);
        }

        _contexts.Dispose(context);
    }
}
