using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>One connection to a server, opened in the background and reopened when it is lost. No call waits for it.</summary>
internal sealed class MemcachedLink : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly MemcachedConnector _connector;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile MemcachedConnection? _connection;
    private Task? _running;

    public MemcachedLink(MemcachedConnector connector, TimeProvider clock, ILogger logger)
    {
        _connector = connector;
        _clock = clock;
        _logger = CacheGuard.Guarded(logger);
    }

    /// <summary>Raised when the connection is there, for the first time or again.</summary>
    public event Action? Opened;

    /// <summary>Gets the connection, or <see langword="null"/> while there is none.</summary>
    public MemcachedConnection? Connection => _connection is { Failure: null } connection ? connection : null;

    /// <summary>Begins to open the connection, if that has not begun.</summary>
    public void Open()
    {
        if (_running is not null)
        {
            return;
        }

        lock (_lock)
        {
            _running ??= _disposed.IsCancellationRequested ? Task.CompletedTask : Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        var hasFailed = false;
        while (!_disposed.IsCancellationRequested)
        {
            try
            {
                using var connection = await _connector.ConnectAsync(_disposed.Token).ConfigureAwait(false);
                _connection = connection;
                _logger.Connected(_connector.Address);
                hasFailed = false;
                CacheGuard.Raise(Opened);
                await connection.Closed.WaitAsync(_disposed.Token).ConfigureAwait(false);
                _logger.ConnectionLost(_connector.Address, connection.Failure?.Message ?? string.Empty);
            }
            catch (Exception) when (_disposed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Once for an outage, however long it is.
                if (!hasFailed)
                {
                    _logger.ConnectingFailed(_connector.Address, exception.Message);
                    hasFailed = true;
                }
            }

            await Task.Delay(Pause, _clock, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        Task? running;
        lock (_lock)
        {
            running = _running;
        }

        if (running is not null)
        {
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
