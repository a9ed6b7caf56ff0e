using System.Reflection;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Engine;
using Tasker.Caching.Hosting.Backends;

namespace Tasker.Caching.Cluster;

/// <summary>Puts together what this instance says of itself.</summary>
internal sealed class InstanceReporter(
    BackendSwitch backend,
    CacheSettingsSource settings,
    EvictionView view,
    EvictionFollower follower,
    EvictionJournal journal,
    FarEndpoint endpoint,
    NearTier near,
    CacheStatistics statistics,
    EvictionHistory evictions,
    TimeProvider clock)
{
    private static readonly string Name = $"{Environment.MachineName}:{Environment.ProcessId}";
    private static readonly string Version = VersionOf(typeof(InstanceReporter).Assembly);
    private static readonly string Program = Assembly.GetEntryAssembly() is { } entry ? $"{entry.GetName().Name} {VersionOf(entry)}" : string.Empty;

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? string.Empty;

    public InstanceReport Read(bool hasStopped = false)
    {
        var current = settings.Current;
        var isAttached = follower.IsAttached;
        var totals = statistics.Total();
        var held = near.GetStatistics();
        return new InstanceReport
        {
            Format = InstanceReport.CurrentFormat,
            Name = Name,
            Version = Version,
            Program = Program,
            StartedAt = statistics.Since,
            Stopped = hasStopped,
            Enabled = current.Options.Enabled,
            Backend = backend.Current.Name,
            Attached = isAttached,
            Fault = follower.Fault is { } fault ? InstanceReportCodec.Short(SecretMask.Hide(fault)) : null,
            LagSeconds = follower.Lag?.TotalSeconds,
            StalenessBoundSeconds = current.StalenessBound.TotalSeconds,
            Circuit = CircuitText.Of(endpoint.State),
            Journal = journal.Count,
            Generation = view.Now.Generation,
            Requests = totals.Requests,
            Hits = totals.Hits,
            Bypasses = totals.Bypasses,
            HandlerRuns = totals.HandlerRuns,
            Entries = held.Entries,
            Bytes = held.Bytes,
            MaxBytes = near.Options.MaxBytes,
            Evictions = ReadEvictions(),
        };
    }

    private InstanceEviction[]? ReadEvictions()
    {
        var now = clock.GetUtcNow();
        var own = evictions.LatestOwn(InstanceReportCodec.MostEvictions);
        return own.Length == 0 ? null : [.. own.Select(note => InstanceReportCodec.Bound(new InstanceEviction
        {
            AgeSeconds = Math.Round((now - note.At).TotalSeconds, 1),
            Tags = note.Tags,
            TagCount = note.TagCount,
            Mode = note.Mode,
            Result = note.Result,
            By = note.By,
        }))];
    }
}
