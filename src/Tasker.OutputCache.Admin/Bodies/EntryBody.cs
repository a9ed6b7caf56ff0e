using Tasker.OutputCache.Admin.Bodies.Endpoints;

namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>An entry of this process's memory: <c>GET entries</c> and <c>GET entries/{key}</c>.</summary>
/// <param name="Key">The key; its partition and its claims are masked for those who may not see it.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Partitioned">Whether it is one tenant's, one user's or that of those who have a claim.</param>
/// <param name="State"><c>fresh</c>, <c>stale</c>, <c>expired</c>, <c>evicted</c>.</param>
/// <param name="Bytes">What it takes in memory.</param>
/// <param name="CreatedAt">When it was computed.</param>
/// <param name="AgeSeconds">How long ago that is.</param>
/// <param name="FreshForSeconds">How long it is fresh; negative if it is not any more.</param>
/// <param name="Tags">What evicts it; null in a list.</param>
/// <param name="Encodings">The encodings that are held ready; null in a list.</param>
/// <param name="Status">The status of the response; null in a list, or if it is no response.</param>
/// <param name="Headers">Its headers; null in a list, or if it is no response, or partitioned.</param>
/// <param name="Body">Its body, if it was asked for, may be seen and is text.</param>
/// <param name="BodyNote">Why there is no body although it was asked for.</param>
/// <param name="Parameters">The parameters with their values in the key; null if no endpoint of this host knows it.</param>
internal sealed record EntryBody(
    string Key,
    string Resource,
    bool Partitioned,
    string State,
    long Bytes,
    DateTimeOffset CreatedAt,
    double AgeSeconds,
    double FreshForSeconds,
    IReadOnlyList<string>? Tags = null,
    string[]? Encodings = null,
    int? Status = null,
    SortedDictionary<string, string>? Headers = null,
    string? Body = null,
    string? BodyNote = null,
    KeyPartBody[]? Parameters = null);
