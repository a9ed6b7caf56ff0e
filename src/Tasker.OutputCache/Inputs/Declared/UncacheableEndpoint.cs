using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Tasker.OutputCache.Endpoints.Identity;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Inputs.Declared;

/// <summary>Finds endpoints that have no responses to cache.</summary>
internal static class UncacheableEndpoint
{
    private const string EventStream = "text/event-stream";

    /// <summary>Tells whether an endpoint has none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isShared">Whether other endpoints have the same declaration.</param>
    /// <param name="bodies">The methods whose bodies are part of its keys.</param>
    /// <param name="why">The reason, as a sentence; <see langword="null"/> if another endpoint says it.</param>
    public static bool Is(Endpoint endpoint, bool isShared, BodyMethods bodies, out string? why)
    {
        why = null;
        return IsNegotiation(endpoint) || (why = Find(endpoint, isShared, bodies)) is not null;
    }

    // Every hub has one of these.
    private static bool IsNegotiation(Endpoint endpoint) => endpoint.Metadata.GetMetadata<NegotiateMetadata>() is not null;

    private static string? Find(Endpoint endpoint, bool isShared, BodyMethods bodies) =>
        endpoint.Metadata.GetMetadata<HubMetadata>() is { } hub ? $"It is the hub '{hub.HubType.Name}', whose connections have no responses. Remove the declaration."
        : bodies == BodyMethods.None && !EndpointClaim.AnswersGet(endpoint) ? isShared ? null : "It does not answer GET, and nothing else is cached. Declare it on the endpoint that answers GET; for a search by POST that changes nothing, declare its body: vary = [\"body:*\"]."
        : IsStream(endpoint) ? "It sends a stream of events, which has no end. Remove the declaration."
        : null;

    private static bool IsStream(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(static produces => produces.ContentTypes.Contains(EventStream, StringComparer.OrdinalIgnoreCase))
        || endpoint.Metadata.GetMetadata<ProducesAttribute>()?.ContentTypes.Contains(EventStream) == true;
}
