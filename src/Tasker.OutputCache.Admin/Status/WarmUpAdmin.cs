using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>The handler that begins a warm-up.</summary>
internal sealed class WarmUpAdmin(WarmUpService service, WarmUpState state)
{
    public async Task PostWarmUpAsync(HttpContext context)
    {
        if (!await AdminReply.RequireJsonAsync(context))
        {
            return;
        }

        // One that is under way is as good.
        service.TryBegin();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await AdminReply.WriteAsync(context, WarmUpBody.Of(state.Read()), AdminJson.Default.WarmUpBody);
    }
}
