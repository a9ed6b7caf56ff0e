namespace Tasker.Caching.Simulation.Running;

/// <summary>An eviction of a plan, and the reads around it.</summary>
/// <param name="At">When it is called.</param>
/// <param name="Node">On which node.</param>
/// <param name="What">Which of the model's evictions.</param>
/// <param name="IsSoft">Whether it only ends freshness.</param>
/// <param name="Reads">How many reads come within 10 ms of it.</param>
/// <param name="Number">What its chance is made of.</param>
internal sealed record EvictSpec(long At, int Node, int What, bool IsSoft, int Reads, int Number);
