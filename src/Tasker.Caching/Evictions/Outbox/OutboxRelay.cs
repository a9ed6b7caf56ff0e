using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Evictions.Outbox;

/// <summary>Hands evictions that have committed with their data to the log, until it confirms them. Every node does; each row is relayed at least once.</summary>
internal sealed class OutboxRelay : IHostedService, IDisposable
{
    // A database that is out of reach is not asked four times a second.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly OutboxAccess _access;
    private readonly EvictionJournal _journal;
    private readonly BackgroundLoop _loop;
    private readonly TimeProvider _clock;
    private readonly GuardedCounter _relayed;
    private Task _running = Task.CompletedTask;
    private long _waiting;

    public OutboxRelay(OutboxAccess access, EvictionJournal journal, BackgroundLoops loops, CacheMetrics metrics, TimeProvider clock)
    {
        _access = access;
        _journal = journal;
        _clock = clock;
        _loop = loops.Create(LoopNames.Outbox);
        _relayed = new GuardedCounter(metrics.Meter.CreateCounter<long>("tasker.cache.outbox.relayed", "{row}", "Rows of the outbox that this node has handed to the eviction log."));
        metrics.Meter.CreateObservableUpDownCounter("tasker.cache.outbox.waiting", Waiting, "{row}", "Rows of the outbox that the eviction log has not confirmed. Nothing is measured without an outbox.");
    }

    private IEnumerable<Measurement<long>> Waiting() => _access.Current is null ? [] : [new(Volatile.Read(ref _waiting))];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = _loop.RunAsync(RunAsync, _stopping.Token);
        return Task.CompletedTask;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var use = _access.Now;
            if (use is not { Outbox: { } outbox, Relays: true })
            {
                await use.Replaced.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            var pause = await TryRelayAsync(outbox, cancellationToken).ConfigureAwait(false) ? outbox.PollInterval : PauseAfterFailure;
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TryRelayAsync(IEvictionOutbox outbox, CancellationToken cancellationToken)
    {
        try
        {
            Volatile.Write(ref _waiting, await outbox.CountAsync(cancellationToken).ConfigureAwait(false));

            // While the log is out of reach, the journal would take the same tags again and again, and make them void here each time.
            while (Volatile.Read(ref _waiting) > 0 && !_journal.IsFailing && await outbox.RelayAsync(AppendAsync, cancellationToken).ConfigureAwait(false) is > 0 and var relayed)
            {
                _relayed.Add(relayed);
                Volatile.Write(ref _waiting, Math.Max(0, _waiting - relayed));
            }

            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The outbox has logged it.
            CaughtErrors.Add(CaughtErrors.Background, exception);
            return false;
        }
    }

    private async ValueTask<bool> AppendAsync(IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
        await _journal.EvictAsync(tags, cancellationToken).ConfigureAwait(false) == EvictionResult.Confirmed;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    // Not disposed: a host that two stop at once may call StopAsync after this.
    public void Dispose() => _stopping.Cancel();
}
