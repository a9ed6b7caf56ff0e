namespace Tasker.Caching.Simulation.World;

/// <summary>What a resource promises while its node is out of touch with the log.</summary>
internal enum ResourceKind
{
    /// <summary>It goes on with what the node knows.</summary>
    Bounded,

    /// <summary>It serves nothing then.</summary>
    Careful,

    /// <summary>The log is read before every answer.</summary>
    Strict,
}
