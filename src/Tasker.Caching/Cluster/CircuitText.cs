using Tasker.Caching.Engine;

namespace Tasker.Caching.Cluster;

/// <summary>The states of a circuit as reports name them.</summary>
internal static class CircuitText
{
    public static string Of(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half_open",
        _ => "open",
    };
}
