namespace Tasker.OutputCache.Admin.Bodies.History;

/// <summary>How the node was at a moment. Counts are since its start: what happened between two samples is their difference.</summary>
/// <param name="Time">When.</param>
/// <param name="Requests">Requests to cached endpoints.</param>
/// <param name="Hits">Those that needed no run of their handler.</param>
/// <param name="Bypasses">Those that bypassed the cache.</param>
/// <param name="HandlerRuns">Runs of handlers for the cache.</param>
/// <param name="Entries">Entries in this process's memory.</param>
/// <param name="Bytes">What they took.</param>
internal sealed record HistorySampleBody(DateTimeOffset Time, long Requests, long Hits, long Bypasses, long HandlerRuns, int Entries, long Bytes);
