using System.Collections.Concurrent;
using System.Globalization;

namespace Tasker.Analytics.Hosting;

/// <summary>Counts how often each handler ran in this process. A response out of the cache keeps the number it was computed with.</summary>
public sealed class HandlerRuns
{
    public const string Header = "X-Handler-Runs";

    private readonly ConcurrentDictionary<string, long> _runs = new(StringComparer.Ordinal);

    /// <summary>Counts a run and writes the number into the response.</summary>
    public void Count(string handler, HttpResponse response) => Show(Count(handler), response);

    /// <summary>Counts a run.</summary>
    public long Count(string handler) => _runs.AddOrUpdate(handler, 1, (_, runs) => runs + 1);

    /// <summary>Writes the number of runs so far into the response.</summary>
    public void Show(string handler, HttpResponse response) => Show(_runs.GetValueOrDefault(handler), response);

    private static void Show(long runs, HttpResponse response) => response.Headers[Header] = runs.ToString(CultureInfo.InvariantCulture);
}
