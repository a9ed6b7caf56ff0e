using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

internal static class CircuitBreakerKeys
{
    public static readonly KeyTable Table = new("circuit_breaker",
    [
        new ScalarKey<CircuitBreakerOptions, int>(
            "failure_threshold", new IntegerFormat(1, CircuitBreakerDefaults.MaximumFailureThreshold),
            CircuitBreakerDefaults.FailureThreshold, o => o.FailureThreshold, (o, v) => o.FailureThreshold = v,
            "How many failures in a row open the circuit."),
        new ScalarKey<CircuitBreakerOptions, TimeSpan>(
            "timeout", new DurationFormat(CircuitBreakerDefaults.MinimumTimeout, CircuitBreakerDefaults.MaximumTimeout),
            CircuitBreakerDefaults.Timeout, o => o.Timeout, (o, v) => o.Timeout = v,
            "How long the circuit stays open before recovery is tested in the background."),
        new ScalarKey<CircuitBreakerOptions, int>(
            "success_threshold", new IntegerFormat(1, CircuitBreakerDefaults.MaximumSuccessThreshold),
            CircuitBreakerDefaults.SuccessThreshold, o => o.SuccessThreshold, (o, v) => o.SuccessThreshold = v,
            "How many probes in a row must succeed to close the circuit."),
    ]);
}
