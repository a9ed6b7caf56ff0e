using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Instances;

namespace Tasker.OutputCache.Admin.Instances;

/// <summary><c>GET instances</c>: the instances of the deployment, and their sum.</summary>
internal sealed class InstanceAdmin(ClusterView cluster, TimeProvider clock)
{
    public async Task GetInstancesAsync(HttpContext context)
    {
        var snapshot = await cluster.ReadAsync(context.RequestAborted);
        await AdminReply.WriteAsync(context, BodyOf(snapshot, new AdminCaller(context), clock.GetUtcNow()), AdminJson.Default.InstancesBody);
    }

    private static InstancesBody BodyOf(ClusterSnapshot snapshot, AdminCaller caller, DateTimeOffset now)
    {
        var self = snapshot.Instances.Single(static instance => instance.IsSelf);
        return new InstancesBody(
            now,
            [.. snapshot.Notes],
            [.. snapshot.Instances.Select(instance => BodyOf(instance, self))],
            SumOf([.. snapshot.Instances.Where(static instance => instance.State is InstanceState.Running or InstanceState.Detached).Select(static instance => instance.Report)]),
            [.. snapshot.Instances.SelectMany(instance => EvictionsOf(instance, caller, now)).OrderBy(static eviction => eviction.SecondsAgo)]);
    }

    // By the ages that instances tell: their clocks may differ.
    private static IEnumerable<InstanceEvictionBody> EvictionsOf(ClusterInstance instance, AdminCaller caller, DateTimeOffset now)
    {
        foreach (var eviction in instance.Report.Evictions ?? [])
        {
            var age = TimeSpan.FromSeconds(eviction.AgeSeconds) + instance.Age;
            yield return new InstanceEvictionBody(
                now - age,
                Math.Round(age.TotalSeconds, 1),
                instance.Report.Name,
                instance.IsSelf,
                eviction.By,
                [.. eviction.Tags.Select(caller.Tag)],
                eviction.TagCount,
                eviction.Mode,
                eviction.Result);
        }
    }

    private static InstanceBody BodyOf(ClusterInstance instance, ClusterInstance self)
    {
        var report = instance.Report;
        return new InstanceBody(
            instance.Id,
            report.Name,
            instance.IsSelf,
            InstanceText.StateOf(instance.State),
            InstanceText.Of(instance, self),
            Math.Round(instance.Age.TotalSeconds, 1),
            report.Version,
            report.Program,
            report.Format == 0 ? null : report.StartedAt,
            report.Backend,
            report.Attached,
            report.LagSeconds,
            report.Circuit,
            report.Journal,
            report.Generation,
            HitRateOf(report.Requests, report.Hits, report.Bypasses),
            report.Requests,
            report.Hits,
            report.Bypasses,
            report.HandlerRuns,
            report.Entries,
            report.Bytes,
            report.MaxBytes);
    }

    private static InstanceSumBody SumOf(InstanceReport[] reports)
    {
        var requests = reports.Sum(static report => report.Requests);
        var hits = reports.Sum(static report => report.Hits);
        var bypasses = reports.Sum(static report => report.Bypasses);
        return new InstanceSumBody(
            reports.Length,
            reports.Count(static report => report.Attached),
            reports.Sum(static report => report.Journal),
            HitRateOf(requests, hits, bypasses),
            requests,
            hits,
            bypasses,
            reports.Sum(static report => report.HandlerRuns),
            reports.Sum(static report => (long)report.Entries),
            reports.Sum(static report => report.Bytes),
            reports.Sum(static report => report.MaxBytes));
    }

    private static double HitRateOf(long requests, long hits, long bypasses) =>
        requests - bypasses is var asked && asked <= 0 ? 0 : Math.Round(100.0 * hits / asked, 1);
}
