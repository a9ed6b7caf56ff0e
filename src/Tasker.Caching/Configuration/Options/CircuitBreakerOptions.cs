using Tasker.Caching.Configuration.Options;

namespace Tasker.Caching;

/// <summary>When calls to the shared back end are given up, and when they are taken up again.</summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>Gets or sets how many failures in a row open the circuit.</summary>
    /// <value>The default is 5. The value must be between 1 and 10,000.</value>
    /// <remarks>One success in between starts the count again.</remarks>
    public int FailureThreshold { get; set; } = CircuitBreakerDefaults.FailureThreshold;

    /// <summary>Gets or sets how long the circuit stays open before recovery is tested in the background.</summary>
    /// <value>The default is 15 seconds. The value must be between 100 milliseconds and 1 hour.</value>
    public TimeSpan Timeout { get; set; } = CircuitBreakerDefaults.Timeout;

    /// <summary>Gets or sets how many probes in a row must succeed to close the circuit.</summary>
    /// <value>The default is 2. The value must be between 1 and 1,000.</value>
    public int SuccessThreshold { get; set; } = CircuitBreakerDefaults.SuccessThreshold;
}
