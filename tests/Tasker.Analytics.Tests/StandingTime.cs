namespace Tasker.Analytics.Tests;

/// <summary>A clock that shows one moment.</summary>
internal sealed class StandingTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
