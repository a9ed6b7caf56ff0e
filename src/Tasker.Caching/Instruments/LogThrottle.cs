using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Lets what happens again and again be reported once a minute, with how often it has happened since.</summary>
/// <param name="clock">The clock.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed class LogThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _reportedAt;
    private int _count;

    /// <summary>Notes that it has happened.</summary>
    /// <param name="count">How often since the last report, this time included.</param>
    /// <returns>Whether it is to be reported now.</returns>
    public bool MayReport(out int count)
    {
        lock (_lock)
        {
            count = ++_count;
            var now = clock.GetTimestamp();
            if (_reportedAt is { } last && clock.GetElapsedTime(last, now) < Pause)
            {
                return false;
            }

            _reportedAt = now;
            _count = 0;
            return true;
        }
    }
}
