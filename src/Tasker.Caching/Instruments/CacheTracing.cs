using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>The activity source <c>Tasker.OutputCache</c>.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class CacheTracing
{
    internal const string SourceName = "Tasker.OutputCache";
    private const string OperationTag = "tasker.cache.operation";
    private const string BackendTag = "tasker.cache.backend";
    private const string ErrorTag = "error.type";

    private static readonly ActivitySource Source = new(SourceName);

    internal static GuardedActivity StartFarOperation(string operation, string backend)
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        var activity = GuardedActivity.Start(Source, $"cache {operation}", ActivityKind.Client);
        activity.Activity?.SetTag(OperationTag, operation);
        activity.Activity?.SetTag(BackendTag, backend);
        return activity;
    }

    /// <summary>Starts an activity of the cache's own.</summary>
    /// <returns>Nothing, where no listener asks for it.</returns>
    public static GuardedActivity Start(string name) => Source.HasListeners() ? GuardedActivity.Start(Source, name, ActivityKind.Internal) : default;

    /// <summary>Ends an activity, and notes what went wrong.</summary>
    public static void End(GuardedActivity guarded, string? error, Exception? exception)
    {
        if (guarded.Activity is not { } activity || error is null)
        {
            return;
        }

        activity.SetTag(ErrorTag, error);
        activity.SetStatus(ActivityStatusCode.Error, exception?.Message);
    }
}
