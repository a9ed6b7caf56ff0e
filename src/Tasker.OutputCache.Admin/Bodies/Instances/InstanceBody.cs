namespace Tasker.OutputCache.Admin.Bodies.Instances;

/// <summary>An instance of the deployment, as the one that answers knows it. Counts are since its start.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its machine and process; empty if another build says it in another form.</param>
/// <param name="Self">Whether it is the one that answers.</param>
/// <param name="State"><c>running</c>, <c>detached</c>, <c>silent</c>, <c>stopped</c>, <c>other_build</c>.</param>
/// <param name="Says">How it is, in words.</param>
/// <param name="LastHeardSeconds">How long ago it said so.</param>
/// <param name="Version">The version of the cache.</param>
/// <param name="Program">The program and its version.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Backend">Its back end.</param>
/// <param name="Attached">Whether it is in touch with the eviction log, as it said last.</param>
/// <param name="HorizonLagSeconds">How long ago it last read the log, as it said last.</param>
/// <param name="Circuit">The circuit of its shared tier: <c>closed</c>, <c>open</c>, <c>half_open</c>.</param>
/// <param name="Journal">Tags of evictions that the log has not confirmed.</param>
/// <param name="Generation">The generation of the log that it knows.</param>
/// <param name="HitRate">Requests that needed no run of their handler, in percent of those that asked the cache.</param>
/// <param name="Requests">Requests to cached endpoints.</param>
/// <param name="Hits">Those that needed no run of their handler.</param>
/// <param name="Bypasses">Those that bypassed the cache.</param>
/// <param name="HandlerRuns">Runs of handlers for the cache.</param>
/// <param name="Entries">Entries in its memory.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="MaxBytes">What they may take.</param>
internal sealed record InstanceBody(
    string Id,
    string Name,
    bool Self,
    string State,
    string Says,
    double LastHeardSeconds,
    string Version,
    string Program,
    DateTimeOffset? StartedAt,
    string Backend,
    bool Attached,
    double? HorizonLagSeconds,
    string Circuit,
    int Journal,
    string Generation,
    double HitRate,
    long Requests,
    long Hits,
    long Bypasses,
    long HandlerRuns,
    int Entries,
    long Bytes,
    long MaxBytes);
