namespace Tasker.Caching.Simulation.Judging;

/// <summary>When a read began, and what its node had been told by then.</summary>
/// <param name="Order">When, in the order of everything.</param>
/// <param name="Time">The same as a time.</param>
/// <param name="KnownUntil">Up to where the node had been told what the log holds.</param>
/// <param name="IsHealthy">Whether nothing has been broken for long enough, so that even what goes on without the log is up to date.</param>
internal readonly record struct ReadStart(long Order, long Time, long KnownUntil, bool IsHealthy);
