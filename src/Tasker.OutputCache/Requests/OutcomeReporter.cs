using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Endpoints;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Requests;

/// <summary>Says how requests were answered: in the metrics, in the log, on their activities, and in the responses of those that bypass the cache.</summary>
internal sealed class OutcomeReporter(PipelineDiagnostics order, ResourceCatalog resources, CacheMetrics metrics, ILogger<OutcomeReporter> logger)
{
    private Action<CacheEndpoint, ObservedInput>? _inputReporter;

    /// <summary>Lets a request bypass the cache, and says so in its response.</summary>
    public void Bypass(HttpContext http, CacheEndpoint? endpoint, string reason)
    {
        CountBypass(http, endpoint, reason);
        http.Response.OnStarting(
            static state =>
            {
                var (reporter, endpoint, response, reason) = ((OutcomeReporter, CacheEndpoint?, HttpResponse, string))state;
                CacheStatus.Write(response.Headers, CacheStatus.Bypass(reporter.Correct(endpoint, response, reason)));
                if (reason != BypassReason.Method)
                {
                    PrivateResponse.Mark(response.HttpContext, reporter.PartitionOf(endpoint, response.HttpContext));
                }

                return Task.CompletedTask;
            },
            (this, endpoint, http.Response, reason));
    }

    /// <summary>Counts a request that bypasses the cache, and leaves its response alone.</summary>
    public void CountBypass(HttpContext http, CacheEndpoint? endpoint, string reason)
    {
        RequestTracing.Tag(http, endpoint?.Resource ?? "unknown", endpoint?.Name ?? "unknown", CacheOutcomeName.BypassPrefix + reason);
        metrics.CountRequest(endpoint?.StatisticsIn(metrics) ?? metrics.Of("unknown", "unknown"), CacheOutcomeName.BypassPrefix + reason);
        logger.CacheBypass(endpoint?.Resource ?? "unknown", endpoint?.Name ?? "unknown", reason);
    }

    // The declaration may be too wrong to be cached by, and yet say whose the responses are.
    private CachePartition PartitionOf(CacheEndpoint? endpoint, HttpContext http) =>
        endpoint is not null ? endpoint.PartitionOf(endpoint.SettingsIn(resources))
        : http.GetEndpoint()?.Metadata.GetMetadata<CacheResourceAttribute>() is { } metadata ? metadata.OwnPartition ?? resources.Get(metadata.Resource).Partition
        : CachePartition.Anonymous;

    // Who was anonymous when the cache was asked and is not any more has come too late for it.
    private string Correct(CacheEndpoint? endpoint, HttpResponse response, string reason)
    {
        if (endpoint is null || reason != BypassReason.Anonymous || !RequestUser.IsAuthenticated(response.HttpContext))
        {
            return reason;
        }

        order.Report(endpoint);
        return BypassReason.Order;
    }

    /// <summary>Gets what tells once of an input that a handler reads beside its key. Kept, so that no computation makes it again.</summary>
    public Action<CacheEndpoint, ObservedInput> InputReporter => _inputReporter ??= ReportInput;

    private void ReportInput(CacheEndpoint endpoint, ObservedInput input)
    {
        if (input.Verdict == InputVerdict.Refused)
        {
            logger.UndeclaredInput(endpoint.Resource, endpoint.Name, input.Text, input.Fix);
        }
        else
        {
            logger.UndeclaredInputReported(endpoint.Resource, endpoint.Name, input.Text, input.Fix);
        }
    }

    /// <summary>Says on the activity of a request how the cache has answered it.</summary>
    public static void Trace(HttpContext http, CacheEndpoint endpoint, CacheOutcome outcome)
    {
        if (Activity.Current is not null)
        {
            RequestTracing.Tag(http, endpoint.Resource, endpoint.Name, CacheOutcomeName.Of(outcome));
        }
    }

    /// <summary>Counts and logs how a request was answered.</summary>
    public void Report(CacheEndpoint endpoint, CacheOutcome outcome, string key, string? notStored = null, bool isReplay = false)
    {
        if (isReplay)
        {
            // Not a request of anybody.
        }
        else if (outcome == CacheOutcome.NearHit)
        {
            metrics.CountNearHit(endpoint.StatisticsIn(metrics), key);
        }
        else
        {
            metrics.CountRequest(endpoint.StatisticsIn(metrics), CacheOutcomeName.Of(outcome), key);
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            Log(endpoint, CacheOutcomeName.Of(outcome), key, notStored);
        }
    }

    private void Log(CacheEndpoint endpoint, string outcome, string key, string? notStored)
    {
        if (EndpointStatistics.IsHit(outcome))
        {
            logger.CacheHit(endpoint.Resource, endpoint.Name, outcome, key);
        }
        else if (notStored is not null)
        {
            logger.CacheMissNotStored(endpoint.Resource, endpoint.Name, outcome, key, notStored);
        }
        else
        {
            logger.CacheMiss(endpoint.Resource, endpoint.Name, outcome, key);
        }
    }
}
