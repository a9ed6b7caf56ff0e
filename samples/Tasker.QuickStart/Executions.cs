using System.Collections.Concurrent;

namespace Tasker.QuickStart;

/// <summary>Stands for the database.</summary>
public sealed class Executions(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentQueue<(DateTimeOffset At, Execution Execution)> _all = new();
    private int _summaries;

    /// <summary>Gets how often it was asked for a summary.</summary>
    public int Summaries => Volatile.Read(ref _summaries);

    public void Add(Execution execution) => _all.Enqueue((_time.GetUtcNow(), execution));

    public Summary Summarize(int hours, string? @namespace)
    {
        Interlocked.Increment(ref _summaries);
        var since = _time.GetUtcNow().AddHours(-hours);
        var found = _all
            .Where(item => item.At >= since && (string.IsNullOrEmpty(@namespace) || item.Execution.Namespace == @namespace))
            .Select(item => item.Execution.Milliseconds)
            .ToList();
        return new Summary(hours, string.IsNullOrEmpty(@namespace) ? null : @namespace, found.Count, found.Count == 0 ? 0 : found.Average());
    }
}
