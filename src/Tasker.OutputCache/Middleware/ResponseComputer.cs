using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Middleware;

/// <summary>Runs the handler of a request that has found nothing, and stores what it sends.</summary>
internal sealed class ResponseComputer(CacheEngine engine, CachePolicy policy, BasePolicies basePolicies, ITagExpander tags, TimeProvider clock)
{
    public async Task ComputeAsync(EndpointRequest request, RequestDelegate handler)
    {
        var context = request.Context;
        var outer = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var capture = new ResponseCapture(request, policy, clock, outer);
        context.Response.OnStarting(ResponseCapture.OnStarting, capture);
        if (request.IsReadOnly || !request.MayStore)
        {
            await handler(context);
            return;
        }

        request.WatchEnd();
        context.Features.Set<IHttpResponseBodyFeature>(capture.Body);
        try
        {
            var framework = await basePolicies.BeginAsync(context);
            request.ObserveInputs();
            await handler(context);
            if (await capture.EndAsync() is { } response)
            {
                await basePolicies.EndAsync(framework);

                // Those who wait have it now, however slowly this client reads.
                engine.Store(request, response, request.AllTags(tags, BasePolicies.TagsOf(framework)), engine.LifeOf(request.Settings, request.Ttl ?? request.Settings.Ttl, request.HasOwnTtl));
            }
        }
        catch
        {
            // Whoever turns this into an answer, it is not the handler's. When that has left, one of those who wait takes over.
            capture.Fail();
            throw;
        }
        finally
        {
            request.Inputs?.End();
            context.Features.Set(outer);
        }

        await capture.Body.DrainAsync();
    }
}
