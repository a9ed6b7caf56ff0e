namespace Tasker.OutputCache.Admin;

/// <summary>The answer of <c>GET status</c>.</summary>
internal sealed record CacheStatusBody(
    string Backend,
    bool Healthy,
    bool Attached,
    string Circuit,
    int Journal,
    string Generation,
    long Horizon,
    long Marker,
    int Entries,
    long Bytes,
    int Computations);
