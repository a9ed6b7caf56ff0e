using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tasker.Caching.Cluster;
using Tasker.Caching.Hosting.Backends;

namespace Tasker.Caching.Engine;

/// <summary>Reads which instances the deployment has, when that is asked for. However many ask, the back end is asked twice a second at most.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ClusterView : IDisposable
{
    private const int MaximumInstances = 500;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly BackendSwitch _backend;
    private readonly InstanceReporter _reporter;
    private readonly InstanceAnnouncer _announcer;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;
    private Listing? _last;

    internal ClusterView(BackendSwitch backend, InstanceReporter reporter, InstanceAnnouncer announcer, CacheSettingsSource settings, TimeProvider clock)
    {
        _backend = backend;
        _reporter = reporter;
        _announcer = announcer;
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Lists the instances. It fails only where it is cancelled.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ClusterSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var own = Own();
        var backend = _backend.Current;
        if (backend.IsLocal)
        {
            return new ClusterSnapshot([own], ["The eviction log is in this process's memory: the instance that answers is the only one that it knows of."]);
        }

        if (backend.Instances is not { } instances)
        {
            return new ClusterSnapshot([own], [$"The back end '{backend.Name}' has no place where instances announce themselves: only the one that answers is shown."]);
        }

        var listing = await ListAsync(instances, cancellationToken).ConfigureAwait(false);
        var since = _clock.GetElapsedTime(listing.ReadAt);
        return new ClusterSnapshot(
            [own, .. listing.Others.Where(other => other.Id != own.Id).Select(other => Judge(other, since)).OrderBy(static other => other.Report.Name, StringComparer.Ordinal).ThenBy(static other => other.Id, StringComparer.Ordinal)],
            [.. NotesOf(listing, since)]);
    }

    private ClusterInstance Own()
    {
        var report = _reporter.Read();
        return new ClusterInstance(_announcer.Id, IsSelf: true, report.Attached ? InstanceState.Running : InstanceState.Detached, TimeSpan.Zero, report);
    }

    private async Task<Listing> ListAsync(ICacheInstances instances, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last is { } last && ReferenceEquals(last.Of, instances) && _clock.GetElapsedTime(last.TriedAt) < InstanceTimes.ListInterval)
            {
                return last;
            }

            return _last = await ListNowAsync(instances, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<Listing> ListNowAsync(ICacheInstances instances, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await instances.ListAsync(cancellationToken).AsTask().WaitAsync(_settings.Current.OperationTimeout, _clock, cancellationToken).ConfigureAwait(false);
            var now = _clock.GetTimestamp();
            return new Listing(instances, now, now, [.. listed.OrderBy(static instance => instance.Age).Take(MaximumInstances)], null);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // What was known a moment ago is still worth a look, with its age.
            var now = _clock.GetTimestamp();
            var fault = InstanceAnnouncer.Describe(exception);
            return _last is { } last && ReferenceEquals(last.Of, instances) ? last with { TriedAt = now, Fault = fault } : new Listing(instances, now, now, [], fault);
        }
    }

    private static ClusterInstance Judge(AnnouncedInstance announced, TimeSpan since)
    {
        var age = announced.Age + since;
        var report = InstanceReportCodec.Read(announced.Announcement, out var isKnown);
        var state = !isKnown ? InstanceState.OtherBuild
            : report.Stopped ? InstanceState.Stopped
            : age >= InstanceTimes.SilentAfter ? InstanceState.Silent
            : report.Attached ? InstanceState.Running
            : InstanceState.Detached;
        return new ClusterInstance(announced.Id, IsSelf: false, state, age, report);
    }

    private IEnumerable<string> NotesOf(Listing listing, TimeSpan since)
    {
        if (listing.Fault is { } fault)
        {
            yield return listing.Others.Count == 0
                ? $"The other instances can't be listed ({fault}): only the one that answers is shown."
                : string.Create(CultureInfo.InvariantCulture, $"The other instances can't be listed ({fault}): they are shown as they were {since.TotalSeconds:0} s ago.");
        }
        else if (_announcer.Fault is { } own)
        {
            yield return $"This instance can't announce itself ({own}): the pages of the others say that it is not heard from.";
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _reading.Dispose();

    private sealed record Listing(ICacheInstances Of, long ReadAt, long TriedAt, IReadOnlyList<AnnouncedInstance> Others, string? Fault);
}
