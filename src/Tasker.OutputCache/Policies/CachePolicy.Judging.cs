using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <content>Whether a response may be stored: by the head as the handler leaves it, and by the head that leaves the host.</content>
internal sealed partial class CachePolicy
{
    /// <summary>Looks at a response that is about to leave. If it may not be stored, nobody waits for it any longer.</summary>
    /// <returns>Whether it may be stored, as far as is known by now.</returns>
    public bool Accept(EndpointRequest request)
    {
        EndHandler(request);
        request.NotStored = request.InnerObstacle ?? FindObstacle(request);
        request.IsAccepted = true;
        if (request.Settings.HonorCacheControl && !request.HasOwnTtl && ResponseRules.FindLife(request.Context.Response.Headers, _clock.GetUtcNow()) is { } life)
        {
            request.Ttl = life;
            request.HasOwnTtl = true;
        }

        if (request.NotStored is not null)
        {
            GiveUp(request);
            return false;
        }

        return true;
    }

    /// <summary>Looks at a response again when its head has left: middleware in front has had the last word on it.</summary>
    /// <returns>Whether it may be stored.</returns>
    public bool Confirm(EndpointRequest request)
    {
        var response = request.Context.Response;
        request.NotStored ??= request.InnerObstacle ?? FindObstacle(request);
        if (request.NotStored is not null)
        {
            GiveUp(request);
            return false;
        }

        if (request.Settings.HonorCacheControl && ResponseRules.FindLife(response.Headers, _clock.GetUtcNow()) is { } life && life < (request.Ttl ?? request.Settings.Ttl))
        {
            request.Ttl = life;
            request.HasOwnTtl = true;
        }

        return true;
    }

    private void EndHandler(EndpointRequest request)
    {
        if (request.Lookup is null or { Entry: null } && request.TryEndHandler(_clock, out var duration))
        {
            _metrics.RecordHandler(request.Endpoint.Resource, request.Endpoint.Name, duration);
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

        if (request.IsAnonymous && request.Endpoint.PartitionOf(request.Settings) != CachePartition.Shared && CacheAdmission.IsAuthenticated(request.Context))
        {
            _order.Report(request.Endpoint);
            return BypassReason.Order;
        }

        if (!_admission.IsForSameUser(request))
        {
            _order.ReportReplaced(request.Endpoint);
            return BypassReason.Identity;
        }

        return request.Lookup?.Outcome switch
        {
            CacheOutcome.Detached => BypassReason.Detached,
            CacheOutcome.Unverified => BypassReason.Unverified,
            CacheOutcome.NotShared => BypassReason.NotShared,
            _ => request.Context.Response.HasStarted
                ? ResponseRules.FindLateObstacle(request.Context.Response, request.Settings, request.Endpoint, _clock.GetUtcNow())
                : ResponseRules.FindObstacle(request.Context.Response, request.Settings, request.Endpoint, _clock.GetUtcNow()),
        };
    }

    /// <summary>Ends a computation that can't be stored: those who wait need not wait for the client of this response.</summary>
    public void GiveUp(EndpointRequest request)
    {
        if (request.NotStored == BypassReason.Aborted || request.Context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            _engine.Fail(request);
        }
        else
        {
            _engine.Refuse(request);
        }
    }
}
