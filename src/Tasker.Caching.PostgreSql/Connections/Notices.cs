using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Connections;

/// <summary>Wakes the other nodes after a commit, and hears of theirs. Where that does not work, polling does.</summary>
/// <remarks>Never inside the transaction: one that notifies takes a lock at its commit that all of them share.</remarks>
internal sealed class Notices : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(10);

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _unsent = new(0);
    private readonly string _channel;
    private readonly string _leases;
    private readonly string _self = Guid.NewGuid().ToString("N");
    private Task _running = Task.CompletedTask;
    private int _isSending;
    private volatile bool _isListening;

    public Notices(PostgresDatabase database, TimeProvider clock, ILogger logger)
    {
        _database = database;
        _clock = clock;
        _logger = logger;
        _channel = $"{database.Schema}_evictions";
        _leases = $"{database.Schema}_leases";
    }

    /// <summary>Raised when another node may have evicted something, and when notices may have been missed.</summary>
    public event Action? Heard;

    /// <summary>Raised with the key of an entry whose lease has ended.</summary>
    public event Action<string>? LeaseEnded;

    public bool IsListening => _isListening;

    public void Open() => _running = Task.WhenAll(Task.Run(ListenAsync), Task.Run(SendAsync));

    /// <summary>Tells the other nodes, soon, that there is something to read.</summary>
    public void Send()
    {
        // One that is waiting stands for all that come before it is sent.
        if (Interlocked.Exchange(ref _isSending, 1) == 0)
        {
            _unsent.Release();
        }
    }

    private async Task SendAsync()
    {
        while (await WaitAsync().ConfigureAwait(false))
        {
            Volatile.Write(ref _isSending, 0);
            await TryAsync("telling other nodes of evictions", NotifyAsync).ConfigureAwait(false);
            await PauseAsync(Gap).ConfigureAwait(false);
        }
    }

    private async Task<bool> WaitAsync()
    {
        try
        {
            await _unsent.WaitAsync(_stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task NotifyAsync(CancellationToken cancellationToken)
    {
        var command = _database.Log.CreateCommand("SELECT pg_notify($1, $2)");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _channel });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _self });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await TryAsync("listening for evictions of other nodes", ListenAsync).ConfigureAwait(false);
            if (_isListening)
            {
                // Asked at once, a server that is gone can't answer: so an outage is known when it begins.
                _isListening = false;
                CacheGuard.Raise(Heard);
            }

            await PauseAsync(Pause).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.Log.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += OnNotification;
            var command = new NpgsqlCommand($"LISTEN {_channel}; LISTEN {_leases}", connection);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            _isListening = true;
            CacheGuard.Raise(Heard);
            while (true)
            {
                await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs notice)
    {
        if (notice.Channel == _leases)
        {
            CacheGuard.Raise(LeaseEnded, notice.Payload);
        }
        else if (notice.Payload != _self)
        {
            CacheGuard.Raise(Heard);
        }
    }

    private async Task TryAsync(string name, Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
        catch (Exception exception)
        {
            // Whatever it was, the log is polled all the same, and that tells the operator of an outage.
            _logger.TaskFailed(exception, name);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _clock, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
        _unsent.Dispose();
    }
}
