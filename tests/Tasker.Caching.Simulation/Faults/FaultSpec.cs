using System.Globalization;

namespace Tasker.Caching.Simulation.Faults;

/// <summary>A fault of a plan.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Node">On which node, where it is a node's.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Amount">By how much, from -1 to 1.</param>
internal sealed record FaultSpec(long At, FaultKind Kind, int Node, long Duration, double Amount)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}, node {Node}, {Duration / (double)TimeSpan.TicksPerMillisecond:0.##} ms, {Amount:0.###}");
}
