using System.Diagnostics.Metrics;

namespace Tasker.OutputCache.Diagnostics.Guards;

/// <summary>A counter whose listeners may throw.</summary>
internal sealed class GuardedCounter(Counter<long> counter)
{
    public bool Enabled => counter.Enabled;

    public void Add(long value)
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

    public void Add(long value, KeyValuePair<string, object?> one, KeyValuePair<string, object?> two)
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
