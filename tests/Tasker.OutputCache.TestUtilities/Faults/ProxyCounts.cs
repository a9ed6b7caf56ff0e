namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>What has passed through a proxy since it was started.</summary>
/// <param name="Connections">Connections that were accepted.</param>
/// <param name="BytesToServer">Bytes that were passed on to the server.</param>
/// <param name="BytesToClient">Bytes that were passed on to the client.</param>
/// <param name="RoundTrips">
/// Bursts of requests: bytes from the client after a reply, or as the first. What a client sends before it has the reply to
/// the last belongs to the same burst; so count with one request at a time.
/// </param>
/// <param name="DroppedReplies">Replies and messages that a fault made disappear.</param>
public readonly record struct ProxyCounts(long Connections, long BytesToServer, long BytesToClient, long RoundTrips, long DroppedReplies)
{
    /// <summary>Returns what has passed since an earlier count.</summary>
    public ProxyCounts Since(ProxyCounts earlier) =>
        new(
            Connections - earlier.Connections,
            BytesToServer - earlier.BytesToServer,
            BytesToClient - earlier.BytesToClient,
            RoundTrips - earlier.RoundTrips,
            DroppedReplies - earlier.DroppedReplies);
}
