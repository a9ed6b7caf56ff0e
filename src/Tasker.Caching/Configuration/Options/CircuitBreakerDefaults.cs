namespace Tasker.Caching.Configuration.Options;

/// <summary>Defaults and limits of <see cref="CircuitBreakerOptions"/>.</summary>
internal static class CircuitBreakerDefaults
{
    public const int FailureThreshold = 5;
    public const int MaximumFailureThreshold = 10_000;
    public const int SuccessThreshold = 2;
    public const int MaximumSuccessThreshold = 1_000;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan MinimumTimeout = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan MaximumTimeout = TimeSpan.FromHours(1);
}
