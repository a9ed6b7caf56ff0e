using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>The handlers that say how the cache is.</summary>
internal sealed class StatusAdmin(NodeStatus status, StatsCollector stats)
{
    public Task GetStatusAsync(HttpContext context) => AdminReply.WriteAsync(context, status.Read(), AdminJson.Default.StatusBody);

    public Task GetDistributedAsync(HttpContext context) =>
        AdminReply.WriteAsync(context, new DistributedBody(status.IsShared, status.Backend, status.IsHealthy), AdminJson.Default.DistributedBody);

    public Task GetStatsAsync(HttpContext context) => AdminReply.WriteAsync(context, stats.Read(new AdminCaller(context)), AdminJson.Default.StatsBody);
}
