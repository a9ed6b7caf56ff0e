using System.Diagnostics;
using Tasker.OutputCache.Benchmarks.Measuring;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>Connections that ask one thing at a time and note how long each answer took.</summary>
internal sealed class LoadGroup : IDisposable
{
    private readonly LoopbackClient[] _clients;
    private readonly List<double>[] _times;

    /// <param name="ports">The connections are spread over them.</param>
    public LoadGroup(IReadOnlyList<int> ports, int connections, Contestant contestant)
    {
        _clients = [.. Enumerable.Range(0, connections).Select(seed => new LoopbackClient(ports[seed % ports.Count], seed, contestant, depth: 1))];
        _times = Array.ConvertAll(_clients, static _ => new List<double>(100_000));
    }

    public LoadSample Run(TimeSpan duration)
    {
        Array.ForEach(_times, static times => times.Clear());
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        Task.WhenAll(_clients.Select((client, i) => Task.Run(() => RunAsync(client, _times[i], start, duration)))).GetAwaiter().GetResult();
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;

        var all = _times.SelectMany(static times => times).ToArray();
        return new LoadSample(
            all.Length / elapsed.TotalSeconds,
            Rounds.Quantile(all, 0.5),
            Rounds.Quantile(all, 0.99),
            processor.TotalMicroseconds / all.Length,
            (double)bytes / all.Length);
    }

    private static async Task RunAsync(LoopbackClient client, List<double> times, long start, TimeSpan duration)
    {
        do
        {
            var sent = Stopwatch.GetTimestamp();
            await client.RunBatchAsync();
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
        }
        while (Stopwatch.GetElapsedTime(start) < duration);
    }

    public void Dispose() => Array.ForEach(_clients, static client => client.Dispose());
}
