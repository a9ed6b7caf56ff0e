namespace Tasker.OutputCache.Resilience;

/// <summary>A change of the circuit.</summary>
/// <param name="Endpoint">The name of the endpoint.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after. From <see cref="CircuitState.HalfOpen"/> to <see cref="CircuitState.Open"/>: a probe failed.</param>
internal readonly record struct CircuitTransition(string Endpoint, CircuitState From, CircuitState To);
