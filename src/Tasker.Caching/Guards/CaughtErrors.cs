using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Exceptions of code that is not the cache's (loggers, listeners, subscribers), caught where they would have ended something that has to go on.</summary>
/// <remarks>
/// Counted, and shown by the health check, the live page and an observed counter: they can't be logged, since a logger may be what throws.
/// One count for the process: loggers and listeners are mostly the process's own, too.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public static class CaughtErrors
{
    internal const string Logger = "logger";
    internal const string Meter = "meter_listener";
    internal const string Activity = "activity_listener";
    internal const string Subscriber = "subscriber";
    /// <summary>The source of exceptions that background work has thrown.</summary>
    public const string Background = "background_task";

    private static readonly ConcurrentDictionary<string, long> Counts = new(StringComparer.Ordinal);
    private static volatile string? _last;

    /// <summary>Gets how many there were.</summary>
    public static long Total => Counts.Values.Sum();

    /// <summary>Gets where the last one came from, and of what type it was; <see langword="null"/> if there was none.</summary>
    public static string? Last => _last;

    /// <summary>Counts an exception that was caught.</summary>
    public static void Add(string source, Exception exception)
    {
        Counts.AddOrUpdate(source, 1, static (_, count) => count + 1);
        _last = $"{source}: {exception.GetType().Name}";
    }

    internal static long Of(string source) => Counts.GetValueOrDefault(source);

    /// <summary>Returns the counts by source.</summary>
    internal static KeyValuePair<string, long>[] Read() => [.. Counts];
}
