namespace Tasker.OutputCache.Resilience;

/// <summary>The numbers of one endpoint at one time, which change together.</summary>
internal sealed record CircuitSettings(int FailureThreshold, TimeSpan Timeout, int SuccessThreshold, TimeSpan OperationTimeout)
{
    public static CircuitSettings From(CircuitBreakerOptions options, TimeSpan operationTimeout) =>
        new(options.FailureThreshold, options.Timeout, options.SuccessThreshold, operationTimeout);
}
