using System.Collections.Concurrent;

namespace Tasker.OutputCache.TestUtilities.Processes;

/// <summary>The last lines that a process wrote to its output and error streams.</summary>
public sealed class ProcessOutput
{
    private const int Capacity = 2_000;

    private readonly ConcurrentQueue<string> _lines = [];

    /// <summary>Gets the lines kept, oldest first.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Gets the lines kept, as one text.</summary>
    public string Text => string.Join('\n', _lines);

    internal void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > Capacity)
        {
            _lines.TryDequeue(out _);
        }
    }
}
