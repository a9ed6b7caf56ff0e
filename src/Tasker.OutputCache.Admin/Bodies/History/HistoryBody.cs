namespace Tasker.OutputCache.Admin.Bodies.History;

/// <summary>The answer of <c>GET history</c>: the last hour of the node that answers.</summary>
/// <param name="Node">The name of the node.</param>
/// <param name="Since">When its counts began.</param>
/// <param name="IntervalSeconds">How far two samples are apart.</param>
/// <param name="Samples">The samples, the oldest first: at most an hour of them.</param>
internal sealed record HistoryBody(string Node, DateTimeOffset Since, double IntervalSeconds, HistorySampleBody[] Samples);
