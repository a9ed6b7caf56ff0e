using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions;
using Tasker.Caching.Evictions.Evicting;
using Tasker.Caching.Guards;
using Tasker.Caching.Health;
using Tasker.Caching.Hosting.Backends;

namespace Tasker.Caching.Hosting;

/// <summary>Runs what a node does in the background: keeps up with the eviction log, and sweeps what is void out of memory.</summary>
internal sealed class CacheNodeService : IHostedLifecycleService, IDisposable
{
    private const int SweepSteps = 1000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(20);

    // The places of a log that counts otherwise are no times.
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ResourceCatalog _resources;
    private readonly TaskerOptionsSetup _setup;
    private readonly BackendSelector _backends;
    private readonly BackendSwitch _backend;
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly EvictionJournal _journal;
    private readonly NearTier _near;
    private readonly FarAccess _far;
    private readonly EvictionMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _sweeping;
    private readonly BackgroundLoop _probing;
    private Task _running = Task.CompletedTask;

    public CacheNodeService(
        ResourceCatalog resources,
        TaskerOptionsSetup setup,
        BackendSelector backends,
        BackendSwitch backend,
        EvictionView view,
        EvictionFollower follower,
        EvictionJournal journal,
        NearTier near,
        FarAccess far,
        EvictionMetrics metrics,
        StateInstruments instruments,
        BackgroundLoops loops,
        TimeProvider clock,
        ILogger<CacheNodeService> logger)
    {
        _resources = resources;
        _setup = setup;
        _backends = backends;
        _backend = backend;
        _view = view;
        _follower = follower;
        _journal = journal;
        _near = near;
        _far = far;
        _metrics = metrics;

        // Made here, it is there as long as the node is.
        _ = instruments;
        _clock = clock;
        _logger = logger;
        _sweeping = loops.Create(LoopNames.Sweeping);
        _probing = loops.Create(LoopNames.Probing);
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var options = _resources.Options;
        _logger.Problems(_setup.Problems);
        RefuseIfStrict(options);
        _follower.Received += OnReceived;
        _follower.MarkerRaised += _metrics.CountMarkerRaised;
        _journal.MarkerRaised += _metrics.CountMarkerRaised;
        ReportBackend(options);

        // A log that answers is read before the first request. One that does not is a matter for later.
        var startedAt = _clock.GetTimestamp();
        while (!await _follower.CatchUpAsync().ConfigureAwait(false))
        {
            if (_clock.GetElapsedTime(startedAt) > LongestStart)
            {
                _logger.BackendOutOfReach(_backend.Current.Name, _follower.Fault ?? "it does not answer");
                return;
            }

            await Task.Delay(StartPause, _clock, cancellationToken).ConfigureAwait(false);
        }

        if (options.Enabled)
        {
            await _far.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void RefuseIfStrict(TaskerCachingOptions options)
    {
        if (options.ValidateOnStart != ConfigurationErrorMode.Strict)
        {
            return;
        }

        var backend = _backends.Check(options, _setup.Binding);
        IReadOnlyList<ConfigurationProblem> problems = [.. _setup.Problems, .. backend is null ? Array.Empty<ConfigurationProblem>() : [backend]];
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TaskerCachingOptions), problems.Select(static problem => problem.ToString()));
        }
    }

    // Places of the log are the microseconds of its server's clock, unless evictions come faster than that.
    private void OnReceived(IReadOnlyList<string> tags, long sequence)
    {
        var microseconds = (_follower.ServerTime - DateTimeOffset.UnixEpoch).TotalMicroseconds - sequence;
        _metrics.RecordReceived(tags, Math.Abs(microseconds) > LongestAge.TotalMicroseconds ? null : TimeSpan.FromMicroseconds(Math.Max(0, microseconds)));
    }

    private void ReportBackend(TaskerCachingOptions options)
    {
        if (!options.Enabled)
        {
            _logger.CacheDisabled();
        }
        else if (_backend.Current.IsLocal)
        {
            _logger.MemoryBackend(options.Memory.MaxCapacity, options.Memory.MaxBytes);
        }
        else
        {
            _logger.SharedBackend(_backend.Current.Name);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_follower.RunAsync(_stopping.Token), _sweeping.RunAsync(SweepAsync, _stopping.Token), _probing.RunAsync(ProbeAsync, _stopping.Token));
        return Task.CompletedTask;
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ProbeInterval, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await _far.ProbeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var swept = 0L;
        using var timer = new PeriodicTimer(SweepInterval, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var tick = _view.Now.Tick;
            if (tick != swept)
            {
                swept = tick;
                _near.BeginSweep();
            }

            if (_near.SweepPending)
            {
                _near.SweepVoid(SweepSteps);
            }
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _view.EndStart();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last request: what it evicted is appended, if the log can be reached.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (!await _journal.FlushAsync(cancellationToken).ConfigureAwait(false))
        {
            _logger.JournalAbandoned(_journal.Count);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    // Not disposed: a host that two stop at once may call StopAsync after this.
    public void Dispose() => _stopping.Cancel();
}
