using System.Collections.Concurrent;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Readers and a writer of one host. No read may be older than what was evicted on the host before it began.</summary>
internal sealed class RowLoad(RowDatabase database, HostProcess host)
{
    private const int Rows = 5;

    private readonly long[] _evicted = new long[Rows];
    private int _reads;
    private int _evictions;

    public ConcurrentQueue<string> Violations { get; } = new();

    public int Reads => _reads;

    public int Evictions => _evictions;

    /// <summary>Runs until it is cancelled. A request that fails is a violation.</summary>
    public Task RunAsync(CancellationToken end) => Task.WhenAll([.. Enumerable.Range(0, 6).Select(_ => ReadAsync(end)), WriteAsync(end)]);

    private async Task ReadAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var row = Random.Shared.Next(Rows);
            var floor = Volatile.Read(ref _evicted[row]);
            try
            {
                var (version, source) = await Fleet.ReadAsync(host, "bounded", Name(row), CancellationToken.None);
                if (version < floor)
                {
                    Violations.Enqueue($"row {row}: version {version} ({source}), evicted up to {floor}");
                }
            }
            catch (HttpRequestException exception)
            {
                Violations.Enqueue(exception.Message);
            }

            Interlocked.Increment(ref _reads);
        }
    }

    private async Task WriteAsync(CancellationToken end)
    {
        for (var version = 1; !end.IsCancellationRequested; version++)
        {
            var row = version % Rows;
            await database.CommitAsync(Name(row), version);
            await Fleet.EvictAsync(host, Name(row), cancellationToken: CancellationToken.None);
            Volatile.Write(ref _evicted[row], version);
            Interlocked.Increment(ref _evictions);
            await Pause.UpToAsync(20, CancellationToken.None);
        }
    }

    private static string Name(int row) => $"row-{row}";
}
