using System.Diagnostics;
using System.Text.Json;

namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>What happened, in order of start.</summary>
public sealed class History
{
    public History(IEnumerable<Operation> operations) => Operations = [.. operations.OrderBy(operation => operation.Start)];

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Returns how long a share of the reads took at most, of those that started in a span of time.</summary>
    /// <param name="share">As 0.99 for the 99th percentile.</param>
    /// <param name="from">The span's begin, as a nemesis' log or <see cref="HistoryRecorder.Now"/> has it.</param>
    public TimeSpan ReadLatency(double share, long from = 0, long to = long.MaxValue)
    {
        var durations = Operations.OfType<ReadOperation>()
            .Where(read => read.Start >= from && read.Start < to)
            .Select(read => read.End - read.Start)
            .Order()
            .ToArray();

        return durations.Length == 0
            ? throw new InvalidOperationException("No read started in this span of time.")
            : Stopwatch.GetElapsedTime(0, durations[Math.Max((int)Math.Ceiling(share * durations.Length) - 1, 0)]);
    }

    /// <summary>Merges the histories of several processes of one machine, whose clocks are the same.</summary>
    public static History Merge(params IEnumerable<History> histories) => new(histories.SelectMany(history => history.Operations));

    /// <summary>Reads what <see cref="WriteAsync"/> wrote: one operation a line, as JSON.</summary>
    public static async Task<History> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var operations = new List<Operation>();

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            operations.Add(JsonSerializer.Deserialize<Operation>(line) ?? throw new InvalidDataException("A line of the history is empty."));
        }

        return new History(operations);
    }

    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        foreach (var operation in Operations)
        {
            await JsonSerializer.SerializeAsync(stream, operation, cancellationToken: cancellationToken);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }
    }
}
