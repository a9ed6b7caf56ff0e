using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Asks for the responses that resources list, once the host has started. What another node computes is not computed here.</summary>
internal sealed class WarmUpService : IHostedLifecycleService, IDisposable
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
    private Task _running = Task.CompletedTask;

    public WarmUpService(
        Replayer replayer,
        ResourceCatalog resources,
        IEnumerable<WarmUpSource> sources,
        WarmUpState state,
        IServiceScopeFactory scopes,
        TimeProvider clock,
        ILogger<WarmUpService> logger)
    {
        _replayer = replayer;
        _resources = resources;
        _sources = [.. sources];
        _state = state;
        _scopes = scopes;
        _clock = clock;
        _logger = logger;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var startedAt = _clock.GetTimestamp();
        var paths = await ListAsync(cancellationToken).ConfigureAwait(false);
        if (paths.Count > 0 && _replayer.IsReady)
        {
            _logger.WarmUpBegins(paths.Count);
            var warm = 0;
            var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
            try
            {
                await Parallel.ForEachAsync(paths, options, async (path, _) =>
                {
                    if (await TryWarmAsync(path.Resource, path.Path).ConfigureAwait(false))
                    {
                        Interlocked.Increment(ref warm);
                    }
                }).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            _logger.WarmUpEnded(warm, paths.Count, _clock.GetElapsedTime(startedAt).TotalSeconds);
        }

        _state.End();
    }

    private async Task<List<(string Resource, string Path)>> ListAsync(CancellationToken cancellationToken)
    {
        var paths = new List<(string Resource, string Path)>();
        foreach (var (name, resource) in _resources.Options.Resources)
        {
            paths.AddRange(resource.WarmUp.Select(path => (name, path)));
        }

        await using var scope = _scopes.CreateAsyncScope();
        foreach (var source in _sources)
        {
            try
            {
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

    private async Task<bool> TryWarmAsync(string resource, string path)
    {
        var outcome = await _replayer.SendAsync(ReplayMessage.ForPath(path, Host), new ReplayFeature(CacheReplayReason.WarmUp, null, null, null)).ConfigureAwait(false);
        if (outcome.Status is >= 200 and < 300)
        {
            return true;
        }

        _logger.WarmUpFailed(path, resource, outcome.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an exception");
        return false;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();
}
