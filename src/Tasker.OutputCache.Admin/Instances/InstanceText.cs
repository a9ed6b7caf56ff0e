using System.Globalization;
using System.Text.Json;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Admin.Instances;

/// <summary>Says in words how an instance is.</summary>
internal static class InstanceText
{
    private const int DigitsOfCommit = 8;

    public static string StateOf(InstanceState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    public static string Of(ClusterInstance instance, ClusterInstance self) => string.Join(' ', Sentences(instance, self));

    private static IEnumerable<string> Sentences(ClusterInstance instance, ClusterInstance self)
    {
        var report = instance.Report;
        switch (instance.State)
        {
            case InstanceState.Stopped:
                yield return $"Stopped {Seconds(instance.Age)} ago.";
                yield break;
            case InstanceState.OtherBuild:
                yield return $"Another build: what it says has a form that this one does not know. Last heard {Seconds(instance.Age)} ago.";
                yield break;
            case InstanceState.Silent:
                yield return $"Not heard from for {Seconds(instance.Age)}: it was killed, hangs, or is cut off from {self.Report.Backend}.";
                if (instance.Age.TotalSeconds >= report.StalenessBoundSeconds)
                {
                    yield return "If it runs and is cut off, it is detached: it hears of no evictions, and serves at most what its resources allow for that.";
                }

                break;
            case InstanceState.Detached:
                yield return report.LagSeconds is { } lag
                    ? $"Detached: it has not read the eviction log for {Seconds(TimeSpan.FromSeconds(Math.Clamp(lag, 0, 1e9)))}{Reason(report)}. It hears of no evictions, and serves at most what its resources allow for that."
                    : $"Detached: it has not read the eviction log since its start{Reason(report)}. It hears of no evictions.";
                break;
            default:
                yield return report.Enabled ? "Runs, attached to the eviction log." : "Runs; the cache is disabled, and every request runs its handler.";
                break;
        }

        // What an instance said long ago is no news.
        foreach (var sentence in instance.State == InstanceState.Silent ? [] : Troubles(report))
        {
            yield return sentence;
        }

        foreach (var sentence in Differences(report, self.Report, instance.State))
        {
            yield return sentence;
        }
    }

    private static IEnumerable<string> Troubles(InstanceReport report)
    {
        if (report.Circuit is "open" or "half_open")
        {
            yield return "Its circuit is open: it does not read the shared tier.";
        }

        if (report.Journal > 0)
        {
            yield return report.Journal == 1 ? "An evicted tag waits there for the log." : string.Create(CultureInfo.InvariantCulture, $"{report.Journal} evicted tags wait there for the log.");
        }
    }

    private static IEnumerable<string> Differences(InstanceReport report, InstanceReport own, InstanceState state)
    {
        if (report.Version != own.Version)
        {
            yield return $"It runs version {Short(report.Version)} of the cache, and this instance {Short(own.Version)}.";
        }
        else if (report.Program != own.Program)
        {
            yield return $"It runs {report.Program}, and this instance {own.Program}.";
        }

        if (report.Backend != own.Backend)
        {
            yield return $"Its back end is {report.Backend}, and that of this instance {own.Backend}.";
        }
        else if (state == InstanceState.Running && own.Attached && report.Generation != own.Generation)
        {
            yield return "It knows another generation of the log: one of the two has not read the new one yet.";
        }
    }

    // Of a commit, the first digits will do.
    private static string Short(string version) =>
        version.IndexOf('+', StringComparison.Ordinal) is var plus and > 0 && version.Length > plus + DigitsOfCommit + 1 ? version[..(plus + DigitsOfCommit + 1)] : version;

    private static string Reason(InstanceReport report) => report.Fault is { Length: > 0 } fault ? $" ({fault.TrimEnd('.')})" : string.Empty;

    private static string Seconds(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} min");
}
