using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities.Histories;

/// <summary>Records what a test does, from any number of threads.</summary>
public sealed class HistoryRecorder
{
    private readonly ConcurrentQueue<Operation> _operations = [];

    /// <summary>Gets the present time, as histories have it.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Adds an operation whose times are known.</summary>
    public void Add(Operation operation) => _operations.Enqueue(operation);

    /// <summary>Commits a version of a row, and records when.</summary>
    /// <remarks>When the commit throws, its version may be read from then on, and need not.</remarks>
    public async Task CommitAsync(string row, long version, Func<Task> commit)
    {
        var (start, end) = (Now, long.MaxValue);

        try
        {
            await commit();
            end = Now;
        }
        finally
        {
            Add(new CommitOperation(row, version, start, end));
        }
    }

    /// <summary>Evicts a row (null for all rows) through a node, and records when.</summary>
    /// <remarks>An eviction that throws promises nothing and is not recorded.</remarks>
    public Task EvictAsync(string node, string? row, Func<Task> evict) =>
        EvictAsync(node, row, async () =>
        {
            await evict();
            return true;
        });

    /// <summary>Evicts a row (null for all rows) through a node, and records when.</summary>
    /// <param name="evict">Returns whether the eviction is shared; one that is only journaled binds its own node alone.</param>
    public async Task EvictAsync(string node, string? row, Func<Task<bool>> evict)
    {
        var start = Now;
        var isShared = await evict();
        Add(new EvictOperation(node, row, start, Now, isShared));
    }

    /// <summary>Reads a row from a node, and records what was seen and when.</summary>
    /// <remarks>A read that throws is recorded as failed; the exception goes no further.</remarks>
    public async Task ReadAsync(string client, string node, string row, Func<Task<(long Version, string Source)>> read)
    {
        var start = Now;

        try
        {
            var (version, source) = await read();
            Add(new ReadOperation(client, node, row, version, start, Now, source));
        }
        catch (Exception exception)
        {
            Add(new ReadOperation(client, node, row, null, start, Now, $"{exception.GetType().Name}: {exception.Message}"));
        }
    }

    /// <summary>Returns what was recorded so far.</summary>
    public History ToHistory() => new(_operations);
}
