using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Revalidation.WarmUp;

namespace Tasker.OutputCache.Engine;

/// <summary>Asks for the responses that resources list, once the host has started. What another node computes is not computed here.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class WarmUpService : IHostedLifecycleService, IDisposable
{
    private const int Parallelism = 2;
    private const string Host = "localhost";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Replayer _replayer;
    private readonly ResourceCatalog _resources;
    private readonly WarmUpSource[] _sources;
    private readonly WarmUpState _state;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;

    internal WarmUpService(
        Replayer replayer,
        ResourceCatalog resources,
        IEnumerable<WarmUpSource> sources,
        WarmUpState state,
        WarmUpInstruments instruments,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        ILogger<WarmUpService> logger)
    {
        _replayer = replayer;
        _resources = resources;
        _sources = [.. sources];
        _state = state;

        // Made here, it is there as long as the service is.
        _ = instruments;
        _scopes = scopes;
        _clock = clock;
        _logger = logger;
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        TryBegin();
        return Task.CompletedTask;
    }

    /// <summary>Begins a warm-up.</summary>
    /// <returns><see langword="false"/> if one is under way.</returns>
    public bool TryBegin()
    {
        lock (_lock)
        {
            if (!_running.IsCompleted || _stopping.IsCancellationRequested)
            {
                return false;
            }

            _running = RunAsync(_stopping.Token);
            return true;
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var paths = await ListAsync(cancellationToken).ConfigureAwait(false);
            _state.Begin(paths.Count);
            if (paths.Count > 0 && _replayer.IsReady)
            {
                await WarmAsync(paths, cancellationToken).ConfigureAwait(false);
            }

            _state.End();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception)
        {
            // A readiness probe that waits for its end would wait for ever.
            CaughtErrors.Add(CaughtErrors.Background, exception);
            _state.End();
        }
    }

    private async Task WarmAsync(List<(string Resource, string Path)> paths, CancellationToken cancellationToken)
    {
        _logger.WarmUpBegins(paths.Count);
        var startedAt = _clock.GetTimestamp();
        var warm = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(paths, options, async (path, token) =>
        {
            var isWarm = await TryWarmAsync(path.Resource, path.Path, token).ConfigureAwait(false);
            _state.Count(isWarm);
            if (isWarm)
            {
                Interlocked.Increment(ref warm);
            }
        }).ConfigureAwait(false);
        _logger.WarmUpEnded(warm, paths.Count, _clock.GetElapsedTime(startedAt).TotalSeconds);
    }

    private async Task<List<(string Resource, string Path)>> ListAsync(CancellationToken cancellationToken)
    {
        var paths = new List<(string Resource, string Path)>();
        foreach (var (name, resource) in _resources.Options.Resources)
        {
            paths.AddRange(resource.WarmUp.Select(path => (name, path)));
        }

        foreach (var source in _sources)
        {
            try
            {
                await using var scope = _scopes.CreateAsyncScope();
                await foreach (var path in source.Paths(scope.ServiceProvider, cancellationToken).ConfigureAwait(false))
                {
                    paths.Add((source.Resource, path));
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                _logger.WarmUpSourceFailed(exception, source.Resource);
            }
        }

        return paths;
    }

    private async Task<bool> TryWarmAsync(string resource, string path, CancellationToken cancellationToken)
    {
        var replay = ReplayFeature.WarmUp();
        ReplayOutcome outcome;
        try
        {
            outcome = await _replayer.SendAsync(ReplayMessage.ForPath(path, Host), replay, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A source may yield what is no path. The others count.
            _logger.WarmUpFailed(path, resource, $"an exception: {exception.Message}");
            return false;
        }

        if (outcome.IsHeld)
        {
            return true;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var status = outcome.Status?.ToString(CultureInfo.InvariantCulture) ?? "an exception or no answer in time";
        _logger.WarmUpFailed(path, resource, outcome.Status is >= 200 and < 300 ? $"{status}, which was not stored" : status);
        return false;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);

        // A source of the host's own may not heed its token.
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not disposed: a host that two stop at once may call StopAsync after this.
    /// <summary>Cancels the warm-up.</summary>
    public void Dispose() => _stopping.Cancel();
}
