using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>How far the warm-up is. The answer of <c>POST warm-up</c>.</summary>
/// <param name="State"><c>waiting</c> (not begun), <c>running</c>, <c>ended</c>.</param>
/// <param name="Paths">How many responses are to be computed.</param>
/// <param name="Warm">How many are held.</param>
/// <param name="Failed">How many could not be computed or stored.</param>
internal sealed record WarmUpBody(string State, int Paths, int Warm, int Failed)
{
    public static WarmUpBody Of(WarmUpProgress progress) => new(progress.State, progress.Paths, progress.Warm, progress.Failed);
}
