using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>Decides whether a response may be stored: by the head as the handler leaves it, and by the head that leaves the host.</summary>
internal sealed class ResponseJudge(CacheAdmission admission, MiddlewareOrder order, CacheMetrics metrics, TimeProvider clock)
{
    /// <summary>Looks at a response that is about to leave. If it may not be stored, nobody waits for it any longer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="earlier">What was found against an earlier state of the head, if anything was.</param>
    /// <returns>Whether it may be stored, as far as is known by now.</returns>
    public bool Accept(EndpointRequest request, string? earlier = null)
    {
        EndHandler(request);
        request.Judge(earlier ?? FindObstacle(request));
        if (request.Settings.HonorCacheControl && !request.HasOwnTtl && ResponseRules.FindLife(request.Context.Response.Headers, clock.GetUtcNow()) is { } life)
        {
            request.KeepFor(life);
        }

        if (request.NotStored is not null)
        {
            GiveUp(request);
            return false;
        }

        return true;
    }

    /// <summary>Looks at a response again when its head has left: middleware in front has had the last word on it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="earlier">What was found against an earlier state of the head, if anything was.</param>
    /// <returns>Whether it may be stored.</returns>
    public bool Confirm(EndpointRequest request, string? earlier = null)
    {
        if ((request.NotStored ?? earlier ?? FindObstacle(request)) is { } reason)
        {
            Refuse(request, reason);
            return false;
        }

        if (request.Settings.HonorCacheControl && ResponseRules.FindLife(request.Context.Response.Headers, clock.GetUtcNow()) is { } life && life < request.Ttl)
        {
            request.KeepFor(life);
        }

        return true;
    }

    /// <summary>Measures how long the handler ran, if this is the first time that its end is seen.</summary>
    public void EndHandler(EndpointRequest request)
    {
        if (request.Lookup is null or { Entry: null } && request.TryEndHandler(clock, out var duration))
        {
            metrics.RecordHandler(request.Endpoint.StatisticsIn(metrics), duration);
        }
    }

    /// <summary>Finds the first reason against storing a response.</summary>
    public string? FindObstacle(EndpointRequest request)
    {
        using var own = InputObservation.Pause();
        return FindObstacleOfResponse(request) ?? request.Inputs?.FindRefusal();
    }

    private string? FindObstacleOfResponse(EndpointRequest request)
    {
        if (request.ReadOnlyReason is { } reason)
        {
            return reason;
        }

        // Many a handler stops halfway and returns as if all were well.
        if (request.Context.RequestAborted.IsCancellationRequested)
        {
            return BypassReason.Aborted;
        }

        if (request.IsAnonymous && request.Endpoint.PartitionOf(request.Settings) != CachePartition.Shared && RequestUser.IsAuthenticated(request.Context))
        {
            order.Report(request.Endpoint);
            return BypassReason.Order;
        }

        if (!admission.IsForSameUser(request))
        {
            order.ReportReplaced(request.Endpoint);
            return BypassReason.Identity;
        }

        return request.Lookup?.Outcome switch
        {
            CacheOutcome.Detached => BypassReason.Detached,
            CacheOutcome.Unverified => BypassReason.Unverified,
            CacheOutcome.NotShared => BypassReason.NotShared,
            _ => request.Context.Response.HasStarted
                ? ResponseRules.FindLateObstacle(request.Context.Response, request.Settings, request.Endpoint, clock.GetUtcNow())
                : ResponseRules.FindObstacle(request.Context.Response, request.Settings, request.Endpoint, clock.GetUtcNow()),
        };
    }

    /// <summary>Says why a response is not stored, and ends its computation: nobody waits for it any longer.</summary>
    public static void Refuse(EndpointRequest request, string reason)
    {
        request.Refuse(reason);
        GiveUp(request);
    }

    // Those who wait need not wait for the client of this response.
    private static void GiveUp(EndpointRequest request)
    {
        if (request.NotStored == BypassReason.Aborted || request.Context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            request.Computation?.Fail();
        }
        else
        {
            request.Computation?.NotCacheable();
        }
    }
}
