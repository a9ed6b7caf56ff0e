using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.History;

namespace Tasker.OutputCache.Admin.Status;

/// <summary><c>GET history</c>: what the process has noted of itself, so that a page opened now shows what was before.</summary>
internal sealed class HistoryAdmin(CacheHistory history, CacheStatistics statistics)
{
    public Task GetHistoryAsync(HttpContext context) => AdminReply.WriteAsync(context, Read(), AdminJson.Default.HistoryBody);

    private HistoryBody Read() => new(
        NodeStatus.Name,
        statistics.Since,
        CacheHistory.Interval.TotalSeconds,
        [
            .. history.Read().Select(static sample => new HistorySampleBody(
                sample.At, sample.Totals.Requests, sample.Totals.Hits, sample.Totals.Bypasses, sample.Totals.HandlerRuns, sample.Entries, sample.Bytes)),
        ]);
}
