namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>Counts for all connections of a proxy.</summary>
internal sealed class ProxyMeter
{
    private long _connections;
    private long _bytesToServer;
    private long _bytesToClient;
    private long _roundTrips;
    private long _droppedReplies;

    public ProxyCounts Counts => new(
        Interlocked.Read(ref _connections),
        Interlocked.Read(ref _bytesToServer),
        Interlocked.Read(ref _bytesToClient),
        Interlocked.Read(ref _roundTrips),
        Interlocked.Read(ref _droppedReplies));

    public void Connected() => Interlocked.Increment(ref _connections);

    public void PassedToServer(int bytes) => Interlocked.Add(ref _bytesToServer, bytes);

    public void PassedToClient(int bytes) => Interlocked.Add(ref _bytesToClient, bytes);

    public void RequestBegan() => Interlocked.Increment(ref _roundTrips);

    public void ReplyDropped() => Interlocked.Increment(ref _droppedReplies);
}
