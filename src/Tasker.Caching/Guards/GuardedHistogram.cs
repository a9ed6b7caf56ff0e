using System.Diagnostics.Metrics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Guards;

/// <summary>A histogram whose listeners may throw.</summary>
internal sealed class GuardedHistogram(Histogram<double> histogram)
{
    public void Record(double value)
    {
        try
        {
            histogram.Record(value);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }

    public void Record(double value, KeyValuePair<string, object?> tag)
    {
        try
        {
            histogram.Record(value, tag);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }

    public void Record(double value, KeyValuePair<string, object?> one, KeyValuePair<string, object?> two)
    {
        try
        {
            histogram.Record(value, one, two);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Meter, exception);
        }
    }
}
