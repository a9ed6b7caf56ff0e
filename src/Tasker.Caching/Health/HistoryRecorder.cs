using Microsoft.Extensions.Hosting;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Health;

/// <summary>Notes every ten seconds how this node is. It reads counters, and no request pays for it.</summary>
internal sealed class HistoryRecorder(CacheHistory history, CacheStatistics statistics, NearTier near, BackgroundLoops loops, TimeProvider clock) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly BackgroundLoop _loop = loops.Create(LoopNames.Recording);
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = _loop.RunAsync(RunAsync, _stopping.Token);
        return Task.CompletedTask;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CacheHistory.Interval, clock);
        do
        {
            history.Add(new CacheHistorySample(clock.GetUtcNow(), statistics.Total(), near.Count, near.Bytes));
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    // Not disposed: a host that two stop at once may call StopAsync after this.
    public void Dispose() => _stopping.Cancel();
}
