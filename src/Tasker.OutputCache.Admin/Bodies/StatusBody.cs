using Tasker.OutputCache.Admin.Bodies.Feeds;

namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer of <c>GET status</c>: what this node is in touch with.</summary>
/// <param name="Node">The name of this node: its machine and process.</param>
/// <param name="Enabled">Whether anything is cached at all.</param>
/// <param name="Backend">The back end in force: <c>memory</c>, <c>redis</c>, ...</param>
/// <param name="Shared">Whether other nodes share it.</param>
/// <param name="Healthy">Whether the node is attached and the circuit closed.</param>
/// <param name="Attached">Whether the view of the eviction log is complete up to a moment ago.</param>
/// <param name="Circuit"><c>closed</c>, <c>open</c>, <c>half_open</c>.</param>
/// <param name="Journal">Tags of evictions that the log has not confirmed.</param>
/// <param name="Generation">The generation of the log.</param>
/// <param name="Horizon">The sequence up to which this node knows the log.</param>
/// <param name="HorizonLagSeconds">How long ago the last good reading of the log began; null if there has been none.</param>
/// <param name="Marker">The sequence up to which everything in the shared tier is void.</param>
/// <param name="Entries">Entries in this process's memory.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="Computations">Handlers that others wait for, or may wait for.</param>
/// <param name="Waiting">Requests that wait for one of them.</param>
/// <param name="WarmUp">How far the warm-up is.</param>
/// <param name="LoopRestarts">How often a background loop had to begin again.</param>
/// <param name="CaughtErrors">How many exceptions of loggers, listeners and subscribers of this process were caught.</param>
/// <param name="LastCaughtError">Where the last of them came from, and its type; null if there was none.</param>
/// <param name="Feeds">The feeds that evict what other programs change; empty if this node has none, or has not looked yet.</param>
/// <param name="Limits">How the back end guarantees less than it could, in words; empty if it keeps every promise.</param>
/// <param name="Problems">What is wrong, in words; empty if nothing is.</param>
/// <param name="Nodes">The nodes that this one knows of: itself.</param>
internal sealed record StatusBody(
    string Node,
    bool Enabled,
    string Backend,
    bool Shared,
    bool Healthy,
    bool Attached,
    string Circuit,
    int Journal,
    string Generation,
    long Horizon,
    double? HorizonLagSeconds,
    long Marker,
    int Entries,
    long Bytes,
    int Computations,
    int Waiting,
    WarmUpBody WarmUp,
    int LoopRestarts,
    long CaughtErrors,
    string? LastCaughtError,
    FeedBody[] Feeds,
    string[] Limits,
    string[] Problems,
    NodeBody[] Nodes);
