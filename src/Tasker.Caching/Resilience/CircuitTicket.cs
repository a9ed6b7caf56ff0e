namespace Tasker.Caching.Resilience;

/// <summary>What a circuit had seen when a call began.</summary>
/// <param name="Era">The era of the circuit.</param>
/// <param name="Answers">How many answers were known.</param>
/// <param name="Stalls">How many stalls of this process were known.</param>
internal readonly record struct CircuitTicket(int Era, int Answers, int Stalls);
