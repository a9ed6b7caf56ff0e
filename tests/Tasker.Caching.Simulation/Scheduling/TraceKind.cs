namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>What a step of the trace was.</summary>
internal enum TraceKind
{
    Read,
    Answer,
    Compute,
    Complete,
    Evict,
    Evicted,
    Command,
    Reply,
    Message,
    Fault,
    Timer,
}
