using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Tasker.Caching.Engine;

/// <summary>A counter whose listeners may throw.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class GuardedCounter(Counter<long> counter)
{
    internal bool Enabled => counter.Enabled;

    internal void Add(long value)
    {
        try
        {
            counter.Add(value);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }

    /// <summary>Adds to the counter. What a listener throws is counted, and goes no further.</summary>
    public void Add(long value, KeyValuePair<string, object?> tag)
    {
        try
        {
            counter.Add(value, tag);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }

    internal void Add(long value, KeyValuePair<string, object?> one, KeyValuePair<string, object?> two)
    {
        try
        {
            counter.Add(value, one, two);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }

    /// <summary>Adds to the counter. What a listener throws is counted, and goes no further.</summary>
    public void Add(long value, KeyValuePair<string, object?> one, KeyValuePair<string, object?> two, KeyValuePair<string, object?> three)
    {
        try
        {
            counter.Add(value, one, two, three);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }
}
