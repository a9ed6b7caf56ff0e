using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;
using Tasker.Caching.Hosting.Backends;

namespace Tasker.Caching.Cluster;

/// <summary>Tells the other instances, through the back end of the log, that this one is there and how it is.</summary>
/// <remarks>One round trip every <see cref="InstanceTimes.Interval"/>. No request and no eviction waits for it, and what goes wrong with it is shown and nothing else.</remarks>
internal sealed class InstanceAnnouncer : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly BackendSwitch _backend;
    private readonly InstanceReporter _reporter;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _loop;
    private Task _running = Task.CompletedTask;
    private volatile string? _fault;
    private ICacheInstances? _last;

    public InstanceAnnouncer(
        BackendSwitch backend,
        InstanceReporter reporter,
        CacheSettingsSource settings,
        BackgroundLoops loops,
        EngineEnvironment environment,
        TimeProvider clock,
        ILogger<InstanceAnnouncer> logger)
    {
        _backend = backend;
        _reporter = reporter;
        _settings = settings;
        _clock = clock;
        _logger = logger;
        _loop = loops.Create(LoopNames.Announcing);
        Id = environment.NewToken();
    }

    /// <summary>Gets what tells this instance from all others. A process that starts again is another one.</summary>
    public string Id { get; }

    /// <summary>Gets what went wrong with the last announcement; <see langword="null"/> if it was kept.</summary>
    public string? Fault => _fault;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = _loop.RunAsync(RunAsync, _stopping.Token);
        return Task.CompletedTask;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(InstanceTimes.Interval, _clock);
        do
        {
            await AnnounceAsync(cancellationToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var instances = _backend.Current.Instances;
        if (_last is { } before && !ReferenceEquals(before, instances))
        {
            // Those that stay there need not wonder where this one is.
            await TryAnnounceAsync(before, hasStopped: true, cancellationToken).ConfigureAwait(false);
        }

        _last = instances;
        if (instances is null)
        {
            _fault = null;
            return;
        }

        var fault = await TryAnnounceAsync(instances, hasStopped: false, cancellationToken).ConfigureAwait(false);
        if (fault is not null && _fault is null)
        {
            _logger.NotAnnounced(_backend.Current.Name, fault);
        }
        else if (fault is null && _fault is not null)
        {
            _logger.AnnouncedAgain(_backend.Current.Name);
        }

        _fault = fault;
    }

    /// <returns>What went wrong; <see langword="null"/> if nothing did.</returns>
    private async Task<string?> TryAnnounceAsync(ICacheInstances instances, bool hasStopped, CancellationToken cancellationToken)
    {
        try
        {
            var announcement = InstanceReportCodec.Write(_reporter.Read(hasStopped));
            var life = hasStopped ? InstanceTimes.RememberedWhenStopped : InstanceTimes.Remembered;
            await instances.AnnounceAsync(Id, announcement, life, cancellationToken).AsTask()
                .WaitAsync(_settings.Current.OperationTimeout, _clock, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return Describe(exception);
        }
    }

    /// <summary>Says in a few words what has gone wrong, without secrets.</summary>
    public static string Describe(Exception exception) =>
        exception is TimeoutException ? "it has not answered in time" : InstanceReportCodec.Short(SecretMask.Hide(exception.Message)).TrimEnd('.');

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last request: the others are told that this instance has not been killed.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);

        // Where the log is out of reach already, a host that stops does not wait for it.
        if (_fault is null && _backend.Current is { IsLocal: false, Instances: { } instances })
        {
            try
            {
                await TryAnnounceAsync(instances, hasStopped: true, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The host has no more time: the others will say that this instance is not heard from.
            }
        }
    }

    // Not disposed: a host that two stop at once may call StopAsync after this.
    public void Dispose() => _stopping.Cancel();
}
