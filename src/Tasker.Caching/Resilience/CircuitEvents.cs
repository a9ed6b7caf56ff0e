using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using CircuitState = Tasker.Caching.Engine.CircuitState;

namespace Tasker.Caching.Resilience;

/// <summary>Tells Polly's telemetry of a circuit's states, in the words of Polly's circuit breaker, so that its dashboards show ours.</summary>
internal static class CircuitEvents
{
    private static readonly ResilienceEvent Opened = new(ResilienceEventSeverity.Error, "OnCircuitOpened");
    private static readonly ResilienceEvent HalfOpened = new(ResilienceEventSeverity.Warning, "OnCircuitHalfOpened");
    private static readonly ResilienceEvent Closed = new(ResilienceEventSeverity.Information, "OnCircuitClosed");

    public static void Report(ResilienceStrategyTelemetry telemetry, CircuitState state, TimeSpan breakDuration)
    {
        // A state belongs to no call: probes and a change of the back end turn it as well.
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        switch (state)
        {
            case CircuitState.Open:
                telemetry.Report(Opened, context, new OnCircuitOpenedArguments<object>(context, default, breakDuration, isManual: false));
                break;
            case CircuitState.HalfOpen:
                telemetry.Report(HalfOpened, context, new OnCircuitHalfOpenedArguments(context));
                break;
            default:
                telemetry.Report(Closed, context, new OnCircuitClosedArguments<object>(context, default, isManual: false));
                break;
        }

        ResilienceContextPool.Shared.Return(context);
    }
}
