using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>An activity whose listeners may throw when it begins and when it ends.</summary>
[Experimental(EngineFace.DiagnosticId)]
public readonly struct GuardedActivity : IDisposable
{
    private GuardedActivity(Activity? activity) => Activity = activity;

    /// <summary>Gets the activity, or <see langword="null"/> if there is no listener.</summary>
    public Activity? Activity { get; }

    internal static GuardedActivity Start(ActivitySource source, string name, ActivityKind kind)
    {
        var before = Activity.Current;
        try
        {
            return new GuardedActivity(source.StartActivity(name, kind));
        }
        catch (Exception exception)
        {
            // It may have become the current one before its listener threw.
            Restore(before);
            CaughtErrors.Add(CaughtErrors.Activity, exception);
            return default;
        }
    }

    /// <summary>Ends the activity, if there is one.</summary>
    public void Dispose()
    {
        var parent = Activity?.Parent;
        try
        {
            Activity?.Dispose();
        }
        catch (Exception exception)
        {
            Restore(parent);
            CaughtErrors.Add(CaughtErrors.Activity, exception);
        }
    }

    private static void Restore(Activity? activity)
    {
        try
        {
            Activity.Current = activity;
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Activity, exception);
        }
    }
}
