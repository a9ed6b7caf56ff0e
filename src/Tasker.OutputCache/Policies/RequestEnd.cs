using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>Ends requests that were looked up: they are counted, and those who still wait for them are let go.</summary>
internal sealed class RequestEnd(ResponseJudge judge, CacheMetrics metrics, OutcomeReporter outcomes)
{
    private static readonly Func<object, Task> OnCompleted = static state =>
    {
        var (end, request) = ((RequestEnd, EndpointRequest))state;
        end.End(request);
        return Task.CompletedTask;
    };

    /// <summary>Follows a request that has been looked up to its end.</summary>
    public void Follow(EndpointRequest request)
    {
        Trace(request);
        request.Context.Response.OnCompleted(OnCompleted, (this, request));
    }

    /// <summary>Says on the activity of a request how the cache has answered it.</summary>
    public static void Trace(EndpointRequest request) => OutcomeReporter.Trace(request.Context, request.Endpoint, OutcomeOf(request));

    private static CacheOutcome OutcomeOf(EndpointRequest request) => request.Lookup?.Outcome ?? CacheOutcome.Miss;

    /// <summary>Ends a request whose response has left, or will not any more.</summary>
    public void End(EndpointRequest request)
    {
        judge.EndHandler(request);
        if (request.Computation is { Leads: true } computation)
        {
            EndComputation(request, computation);
        }

        if (request.NotStored is { } reason)
        {
            metrics.CountNotStored(request.Endpoint.StatisticsIn(metrics), reason);
        }

        outcomes.Report(request.Endpoint, OutcomeOf(request), request.Key, request.NotStored, request.IsReplay);
    }

    private static void EndComputation(EndpointRequest request, Computation computation)
    {
        if (request.NotStored is null && request.IsJudged)
        {
            // Accepted and yet not stored: the body was too long, or not as long as the headers said.
            request.Refuse(BypassReason.Body);
        }

        if (request.Watch is not { IsBroken: true } && !request.Context.RequestAborted.IsCancellationRequested && IsAnswer(request))
        {
            computation.NotCacheable();
        }
        else
        {
            computation.Fail();
        }
    }

    // An exception that the host makes a client error of is an answer too, though the cache has not seen it leave.
    private static bool IsAnswer(EndpointRequest request) =>
        request.Context.Response.StatusCode is < StatusCodes.Status500InternalServerError and var status && (request.IsJudged || status >= StatusCodes.Status400BadRequest);
}
