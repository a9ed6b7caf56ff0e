using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Coverage;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Triggers;

namespace Tasker.OutputCache.Admin.Status;

/// <summary><c>GET triggers</c>: asks the database which triggers evict, and compares them with what the host says.</summary>
internal static class TriggerAdmin
{
    public static async Task GetAsync(HttpContext context)
    {
        var checks = context.RequestServices.GetServices<ITriggerCheck>();
        var reports = await Task.WhenAll(checks.Select(check => check.CheckAsync(context.RequestAborted)));
        await AdminReply.WriteAsync(context, TriggersBody.Of(reports), AdminJson.Default.TriggersBody);
    }
}
