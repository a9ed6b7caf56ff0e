using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Requests;

/// <summary>Ends requests that were looked up: they are counted, and those who still wait for them are let go.</summary>
internal sealed class RequestEnd(ResponseJudge judge, CacheMetrics metrics, OutcomeReporter outcomes, HitTimer timer, MissWatch misses)
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
        request.EndReads();
        if (request.Computation is { Leads: true } computation)
        {
            EndComputation(request, computation);
        }

        if (request.NotStored is { } reason)
        {
            metrics.CountNotStored(request.Endpoint.StatisticsIn(metrics), reason);
            if (reason == BypassReason.Body && !IsBroken(request))
            {
                misses.NoteBody(request.Endpoint.StatisticsIn(metrics), request.Settings.MaxBodyBytes);
            }
        }

        if (request is { IsReplay: false, Lookup: { Entry: null, Outcome: CacheOutcome.Miss } })
        {
            var statistics = request.Endpoint.StatisticsIn(metrics);
            metrics.CountMiss(statistics, request.MissReason);
            misses.Note(statistics, request.MissReason);
        }

        timer.End(request, OutcomeOf(request));
        outcomes.Report(request.Endpoint, OutcomeOf(request), request.Key, request.NotStored, request.IsReplay);
    }

    private static void EndComputation(EndpointRequest request, Computation computation)
    {
        if (request.NotStored is null && request.IsJudged)
        {
            // Accepted and yet not stored: the body was too long, or not as long as the headers said.
            request.Refuse(BypassReason.Body);
        }

        if (!IsBroken(request) && IsAnswer(request))
        {
            computation.NotCacheable();
        }
        else
        {
            computation.Fail();
        }
    }

    private static bool IsBroken(EndpointRequest request) => request.Watch is { IsBroken: true } || request.Context.RequestAborted.IsCancellationRequested;

    // An exception that the host makes a client error of is an answer too, though the cache has not seen it leave.
    private static bool IsAnswer(EndpointRequest request) =>
        request.Context.Response.StatusCode is < StatusCodes.Status500InternalServerError and var status && (request.IsJudged || status >= StatusCodes.Status400BadRequest);
}
