using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tasker.Caching.Backends;

namespace Tasker.Caching.Redis.Connections;

/// <summary>One multiplexer, opened in the background. It reconnects by itself, also where a connection is silent.</summary>
/// <remarks>No call waits for a connection.</remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectedPoll = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<(Func<int, string> Channel, Action<RedisChannel, RedisValue> Handler)> _subscriptions = [];
    private readonly RedisConnectionSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();
    private volatile IConnectionMultiplexer? _multiplexer;
    private volatile IDatabase? _database;
    private volatile string? _failure;
    private bool _isOpening;
    private int _connects;

    public RedisConnection(RedisConnectionSource source, TimeProvider clock, ILogger logger)
    {
        _source = source;
        _clock = clock;
        _logger = CacheGuard.Guarded(logger);
    }

    /// <summary>Raised when the connection is there for the first time, and when it or its subscriptions are back.</summary>
    public event Action? Restored;

    /// <summary>Raised when the connection, or one of its subscriptions, is lost.</summary>
    public event Action? Lost;

    /// <summary>Gets or sets what was found out about the primary of the log; asked again after every reconnect.</summary>
    public ServerTraits? Traits { get; set; }

    /// <summary>Gets how often a connection has been made. What was asked in one must not be believed in the next.</summary>
    public int Connects => Volatile.Read(ref _connects);

    /// <summary>Gets what the client puts before the name of every channel. A script has to do that itself.</summary>
    public string ChannelPrefix { get; private set; } = string.Empty;

    /// <summary>Gets the names of the servers, for log lines.</summary>
    public string Servers => _source.Servers;

    /// <summary>Gets whether there are several primaries, each with a part of the keys.</summary>
    public bool IsCluster => Multiplexer is var multiplexer
        && multiplexer.GetEndPoints(configuredOnly: false)
            .Select(endPoint => multiplexer.GetServer(endPoint))
            .Any(static server => server.IsConnected && server.ServerType == ServerType.Cluster);

    public bool IsConnected => _multiplexer is { IsConnected: true };

    /// <summary>Gets the multiplexer.</summary>
    /// <exception cref="RedisUnavailableException">There is none yet.</exception>
    public IConnectionMultiplexer Multiplexer => _multiplexer ?? throw Unavailable();

    /// <summary>Gets the index of the database, as soon as there is a connection.</summary>
    public int Database { get; private set; }

    /// <summary>Adds a subscription, which holds for every multiplexer from now on. Called before the connection opens.</summary>
    /// <param name="channel">Names the channel for a database; that of a host's connection is known when there is one.</param>
    /// <param name="handler">Takes the messages.</param>
    public void Subscribe(Func<int, string> channel, Action<RedisValue> handler) => _subscriptions.Add((channel, (_, message) => handler(message)));

    private RedisChannel ChannelOf(Func<int, string> name) => RedisChannel.Literal(name(Database));

    /// <summary>Opens the connection in the background, if it is not open.</summary>
    public void Open()
    {
        lock (_lock)
        {
            if (_isOpening || _multiplexer is not null || _disposed.IsCancellationRequested)
            {
                return;
            }

            _isOpening = true;
        }

        // A host's own factory may block; it must not be a thread that serves a request.
        CacheGuard.Forget(Task.Run(OpenAsync));
    }

    private async Task OpenAsync()
    {
        var reported = string.Empty;
        while (!_disposed.IsCancellationRequested)
        {
            IConnectionMultiplexer? multiplexer = null;
            try
            {
                multiplexer = await _source.ConnectAsync().ConfigureAwait(false);
                await UseAsync(multiplexer).ConfigureAwait(false);
                return;
            }
            catch (Exception exception)
            {
                if (multiplexer is not null)
                {
                    await LeaveAsync(multiplexer).ConfigureAwait(false);
                }

                if (!_disposed.IsCancellationRequested && exception.Message != reported)
                {
                    // Where a server is out of reach, the stack says nothing; where a host's own factory fails, it does.
                    reported = exception.Message;
                    _logger.ConnectingFailed(exception is RedisException or TimeoutException ? null : exception, _source.Servers, reported);
                }
            }

            await Task.Delay(Pause, _clock, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UseAsync(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionRestored += OnRestored;
        multiplexer.ConnectionFailed += OnFailed;
        ChannelPrefix = ChannelPrefixOf(multiplexer);

        var database = multiplexer.GetDatabase(_source.Database ?? -1);
        Database = database.Database;
        await WaitUntilConnectedAsync(multiplexer, database).ConfigureAwait(false);
        var subscriber = multiplexer.GetSubscriber();
        foreach (var (channel, handler) in _subscriptions)
        {
            await subscriber.SubscribeAsync(ChannelOf(channel), handler).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _disposed.Token.ThrowIfCancellationRequested();
            _isOpening = false;
            _database = database;
            _multiplexer = multiplexer;
        }

        OnConnected();
    }

    // The client goes on trying by itself, and raises no event about what fails from the beginning. Only then can anything be subscribed to.
    private async Task WaitUntilConnectedAsync(IConnectionMultiplexer multiplexer, IDatabase database)
    {
        while (!multiplexer.IsConnected)
        {
            try
            {
                await database.PingAsync().WaitAsync(Pause, _clock, _disposed.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                _failure = ((exception.InnerException as RedisConnectionException) ?? (exception as RedisConnectionException))?.FailureType.ToString() ?? _failure;
            }

            await Task.Delay(ConnectedPoll, _clock, _disposed.Token).ConfigureAwait(false);
        }
    }

    private static string ChannelPrefixOf(IConnectionMultiplexer multiplexer)
    {
        try
        {
            return (string?)ConfigurationOptions.Parse(multiplexer.Configuration, ignoreUnknown: true).ChannelPrefix ?? string.Empty;
        }
        catch (ArgumentException)
        {
            // A host's own multiplexer may describe itself in any way.
            return string.Empty;
        }
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        _failure = e.FailureType.ToString();
        CacheGuard.Raise(Lost);
    }

    private RedisUnavailableException Unavailable() =>
        new($"Redis at {_source.Servers} is not connected{(_failure is { } failure ? $" ({failure})" : string.Empty)}.");

    private void OnRestored(object? sender, ConnectionFailedEventArgs e)
    {
        _failure = null;
        if (_multiplexer is not null)
        {
            OnConnected();
        }
    }

    // Perhaps to another server, of another version and reign.
    private void OnConnected()
    {
        Interlocked.Increment(ref _connects);
        Traits = null;
        CacheGuard.Raise(Restored);
    }

    /// <summary>Calls Redis.</summary>
    /// <exception cref="RedisUnavailableException">There is no connection.</exception>
    public Task<T> CallAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> call)
    {
        var multiplexer = _multiplexer;
        if (multiplexer is null)
        {
            Open();
            return Task.FromException<T>(Unavailable());
        }

        if (!multiplexer.IsConnected)
        {
            return Task.FromException<T>(Unavailable());
        }

        return call(_database!, state);
    }

    private async ValueTask LeaveAsync(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionRestored -= OnRestored;
        multiplexer.ConnectionFailed -= OnFailed;
        try
        {
            if (_source.IsOwned)
            {
                await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
                await multiplexer.DisposeAsync().ConfigureAwait(false);
                return;
            }

            foreach (var (channel, handler) in _subscriptions)
            {
                await multiplexer.GetSubscriber().UnsubscribeAsync(ChannelOf(channel), handler).WaitAsync(Pause, _clock).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            _logger.ClosingFailed(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        IConnectionMultiplexer? multiplexer;
        lock (_lock)
        {
            multiplexer = _multiplexer;
            _multiplexer = null;
            _database = null;
        }

        await _disposed.CancelAsync().ConfigureAwait(false);
        if (multiplexer is not null)
        {
            await LeaveAsync(multiplexer).ConfigureAwait(false);
        }
    }
}
