using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Control;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Requests;

/// <summary>Decides whether a response may be stored: by the head as the handler leaves it, and by the head that leaves the host.</summary>
internal sealed class ResponseJudge(CacheAdmission admission, PipelineDiagnostics order, CacheMetrics metrics, TimeProvider clock)
{
    /// <summary>Looks at a response that is about to leave. If it may not be stored, no request waits for it any longer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="earlier">What was found against an earlier state of the head, if anything was.</param>
    /// <returns>Whether it may be stored, as far as is known by now.</returns>
    public bool Accept(EndpointRequest request, string? earlier = null)
    {
        EndHandler(request);
        request.Judge(earlier ?? FindObstacle(request) ?? TryRevive(request));
        if (request.NotStored is null && ResponseControl.Of(request.Context.Response.Headers, request.Settings) is { } control)
        {
            Obey(request, control);
        }

        if (request.NotStored is not null)
        {
            GiveUp(request);
            return false;
        }

        return true;
    }

    // The handler has confirmed what is held: that ends the computation, and the answer itself is stored nowhere.
    private string? TryRevive(EndpointRequest request)
    {
        var response = request.Context.Response;
        if (request.Held is not { } held || response.StatusCode != StatusCodes.Status304NotModified)
        {
            return null;
        }

        if (response.Headers.ETag is [{ } tag] && !(held.TagOfHandler is { } own && EntityTag.Equals(tag, own, isWeak: true)))
        {
            // It has confirmed something else.
            request.Computation?.Fail();
        }
        else
        {
            request.Computation?.Revive(held.Renewed(clock.GetUtcNow()));
        }

        return BypassReason.Status;
    }

    private void Obey(EndpointRequest request, ResponseControl control)
    {
        var (response, now) = (request.Context.Response, clock.GetUtcNow());
        if (!request.HasOwnTtl && control.FindLife(response, request.Ttl, now) is { } life)
        {
            request.KeepFor(life);
        }

        request.Obey(control.WindowsIn(request.Settings), ResponseControl.AgeOf(response, now), control.OmittedHeaders);
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

        if (ResponseControl.Of(request.Context.Response.Headers, request.Settings) is not { } control)
        {
            return true;
        }

        if (control.WindowsIn(request.Settings) is var windows && request.Windows is { } inner && (windows.WhileRevalidate < inner.WhileRevalidate || windows.IfError < inner.IfError))
        {
            // Other instances read the windows in the head that is stored, and that one allows more than this.
            Refuse(request, BypassReason.NoCache);
            return false;
        }

        if (control.FindLife(request.Context.Response, request.Endpoint.TtlOf(request.Settings), clock.GetUtcNow()) is { } life && life < request.Ttl)
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

        if (request.IsAnonymous && request.Endpoint.PartitionOf(request.Settings) != CachePartition.Everyone && RequestUser.IsAuthenticated(request.Context))
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
                ? ResponseRules.FindLateObstacle(request.Context.Response, request.Settings, request.Endpoint, clock.GetUtcNow(), request.Held is not null)
                : ResponseRules.FindObstacle(request.Context.Response, request.Settings, request.Endpoint, clock.GetUtcNow(), request.Held is not null),
        };
    }

    /// <summary>Says why a response is not stored, and ends its computation: no request waits for it any longer.</summary>
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
