using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Runs requests of the cache's own through the application's pipeline, in process and in a scope of their own.</summary>
internal sealed class Replayer
{
    private readonly IHttpContextFactory _contexts;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly CacheSettingsSource _settings;
    private readonly ReplayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile RequestDelegate? _pipeline;
    private int _running;

    public Replayer(IHttpContextFactory contexts, IHostApplicationLifetime lifetime, CacheSettingsSource settings, ReplayMetrics metrics, TimeProvider clock, ILogger<Replayer> logger)
    {
        _contexts = contexts;
        _lifetime = lifetime;
        _settings = settings;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Gets the base path that the server gives to requests, before any middleware has seen them.</summary>
    public PathString PathBase { get; private set; }

    /// <summary>Gets a value indicating whether the pipeline is known.</summary>
    public bool IsReady => _pipeline is not null;

    /// <summary>Gets a value indicating whether a replay is under way. Mostly none is: then no request is asked whether it is one.</summary>
    public bool AreAny => Volatile.Read(ref _running) != 0;

    /// <summary>Notes the pipeline from its front on.</summary>
    public void Use(RequestDelegate pipeline) => _pipeline = pipeline;

    /// <summary>Notes how requests come from the server.</summary>
    public void Note(HttpRequest request)
    {
        if (request.PathBase.HasValue && request.PathBase != PathBase)
        {
            PathBase = request.PathBase;
        }
    }

    /// <summary>Runs a request to its end, or until its time is up, whether its handler cares for that or not.</summary>
    /// <returns>The status, or <see langword="null"/> if it threw or took too long; and what it has stored.</returns>
    public async Task<ReplayOutcome> SendAsync(ReplayMessage message, ReplayFeature replay, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.Current.MaxWait, _clock);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _lifetime.ApplicationStopping, cancellationToken);
        var token = aborted.Token;
        Task<ReplayOutcome> running;

        // What flows with the request that asks, its IHttpContextAccessor above all, must not flow into this one.
        using (ExecutionContext.SuppressFlow())
        {
            running = Task.Run(() => RunAsync(message, replay, token), CancellationToken.None);
        }

        try
        {
            return await running.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return default;
        }
    }

    private async Task<ReplayOutcome> RunAsync(ReplayMessage message, ReplayFeature replay, CancellationToken aborted)
    {
        using var activity = RequestTracing.StartReplay(ReplayMetrics.NameOf(replay.Reason), message.Path);
        var response = new ReplayResponse();
        var context = _contexts.Create(message.CreateFeatures(replay, response, PathBase, aborted));

        // Not earlier: a path that is none throws above, and it would never be counted down again.
        Interlocked.Increment(ref _running);
        try
        {
            await _pipeline!(context);
            await response.CompleteAsync();

            // A response without a body is stored at its end only.
            await response.RunCompletedAsync(exception => _logger.ReplayFailed(exception, context.Request.Path));
            var work = context.Features.Get<EndpointRequest>();
            var stored = work?.Computation?.Result;
            return new ReplayOutcome(aborted.IsCancellationRequested ? null : response.StatusCode, stored, (stored ?? work?.Lookup?.Entry) is not null);
        }
        catch (Exception exception)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
            CacheTracing.End(activity, exception.GetType().FullName, exception);
            // Escaped: a path may hold a line break.
            _logger.ReplayFailed(exception, new PathString(message.Path).ToUriComponent());
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
        await response.RunCompletedAsync(exception => _logger.ReplayFailed(exception, context.Request.Path));
        Interlocked.Decrement(ref _running);
        _contexts.Dispose(context);
    }
}
