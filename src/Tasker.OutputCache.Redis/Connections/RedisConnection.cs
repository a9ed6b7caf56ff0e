using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tasker.OutputCache.Diagnostics.Guards;

namespace Tasker.OutputCache.Redis.Connections;

/// <summary>One multiplexer: opened in the background, and replaced when it has calls in flight and nothing answers them.</summary>
/// <remarks>No call waits for a connection. The client's own reconnecting is left to it.</remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<(RedisChannel Channel, Action<RedisChannel, RedisValue> Handler)> _subscriptions = [];
    private readonly RedisConnectionSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();
    private volatile IConnectionMultiplexer? _multiplexer;
    private volatile IDatabase? _database;
    private volatile string? _failure;
    private bool _isOpening;
    private int _inFlight;
    private long _answeredAt;

    public RedisConnection(RedisConnectionSource source, TimeProvider clock, ILogger logger)
    {
        _source = source;
        _clock = clock;
        _logger = logger.Guarded();
    }

    /// <summary>Raised when the connection is there for the first time, and when it or its subscriptions are back.</summary>
    public event Action? Restored;

    /// <summary>Raised when the connection, or one of its subscriptions, is lost.</summary>
    public event Action? Lost;

    /// <summary>Gets or sets whether the server does not understand scripts with flags; asked anew after every reconnect.</summary>
    public bool RefusesScriptFlags { get; set; }

    /// <summary>Gets or sets the identity of the server's reign, where scripts can't ask for it; asked anew after every reconnect.</summary>
    public string Reign { get; set; } = string.Empty;

    /// <summary>Gets what the client puts before the name of every channel. A script has to do that itself.</summary>
    public string ChannelPrefix { get; private set; } = string.Empty;

    public bool IsConnected => _multiplexer is { IsConnected: true };

    /// <summary>Gets the multiplexer.</summary>
    /// <exception cref="RedisUnavailableException">There is none yet.</exception>
    public IConnectionMultiplexer Multiplexer => _multiplexer ?? throw Unavailable();

    /// <summary>Adds a subscription, which holds for every multiplexer from now on. Called before the connection opens.</summary>
    public void Subscribe(string channel, Action<RedisValue> handler) =>
        _subscriptions.Add((new RedisChannel(channel, RedisChannel.PatternMode.Literal), (_, message) => handler(message)));

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

        // The client's connecting blocks a thread here and there; it must not be one that serves a request.
        Guard.Forget(Task.Factory.StartNew(OpenAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
    }

    private async Task OpenAsync()
    {
        var reported = string.Empty;
        while (!_disposed.IsCancellationRequested)
        {
            try
            {
                await UseAsync(await _source.ConnectAsync().ConfigureAwait(false)).ConfigureAwait(false);
                return;
            }
            catch (Exception exception)
            {
                if (exception.Message != reported)
                {
                    // Where a server is out of reach, the stack says nothing; where a host's own factory fails, it does.
                    reported = exception.Message;
                    _logger.ConnectingFailed(exception is RedisConnectionException or TimeoutException ? null : exception, _source.Servers, reported);
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
        var subscriber = multiplexer.GetSubscriber();
        foreach (var (channel, handler) in _subscriptions)
        {
            await subscriber.SubscribeAsync(channel, handler).ConfigureAwait(false);
        }

        bool isDisposed;
        lock (_lock)
        {
            isDisposed = _disposed.IsCancellationRequested;
            _isOpening = false;
            _answeredAt = _clock.GetTimestamp();
            _inFlight = 0;
            _database = database;
            _multiplexer = multiplexer;
        }

        if (isDisposed)
        {
            Abandon(multiplexer);
            return;
        }

        Guard.Raise(Restored);
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
        Guard.Raise(Lost);
    }

    private RedisUnavailableException Unavailable() =>
        new($"Redis at {_source.Servers} is not connected{(_failure is { } failure ? $" ({failure})" : string.Empty)}.");

    private void OnRestored(object? sender, ConnectionFailedEventArgs e)
    {
        // Perhaps another server, of another version and reign.
        _failure = null;
        RefusesScriptFlags = false;
        Reign = string.Empty;
        Guard.Raise(Restored);
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

        if (IsHanging())
        {
            Replace(multiplexer);
            return Task.FromException<T>(new RedisUnavailableException($"Redis at {_source.Servers} is connected, but does not answer."));
        }

        return CallAsync(multiplexer, _database!, state, call);
    }

    private async Task<T> CallAsync<TState, T>(IConnectionMultiplexer multiplexer, IDatabase database, TState state, Func<IDatabase, TState, Task<T>> call)
    {
        if (Interlocked.Increment(ref _inFlight) == 1)
        {
            Volatile.Write(ref _answeredAt, _clock.GetTimestamp());
        }

        try
        {
            return await call(database, state).ConfigureAwait(false);
        }
        finally
        {
            if (ReferenceEquals(multiplexer, _multiplexer))
            {
                Volatile.Write(ref _answeredAt, _clock.GetTimestamp());
                Interlocked.Decrement(ref _inFlight);
            }
        }
    }

    // The oldest client waits for an answer as long as the operating system believes in the connection: a quarter of an hour.
    private bool IsHanging() =>
        _source.IsOwned
        && Volatile.Read(ref _inFlight) > 0
        && _clock.GetElapsedTime(Volatile.Read(ref _answeredAt)) > _source.LongestSilence;

    private void Replace(IConnectionMultiplexer hanging)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(hanging, _multiplexer))
            {
                return;
            }

            _multiplexer = null;
            _database = null;
        }

        _logger.ConnectionReplaced(_source.Servers, _source.LongestSilence.TotalSeconds);
        Abandon(hanging);
        Open();
    }

    private void Abandon(IConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionRestored -= OnRestored;
        multiplexer.ConnectionFailed -= OnFailed;
        if (_source.IsOwned)
        {
            _ = Task.Run(() => Close(multiplexer));
        }
    }

    private void Close(IConnectionMultiplexer multiplexer)
    {
        try
        {
            multiplexer.Close(allowCommandsToComplete: false);

            // Not the interface's own Dispose, which newer clients inherit from IDisposable.
            ((IDisposable)multiplexer).Dispose();
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
        if (multiplexer is null)
        {
            return;
        }

        multiplexer.ConnectionRestored -= OnRestored;
        if (_source.IsOwned)
        {
            await Task.Run(() => Close(multiplexer)).ConfigureAwait(false);
        }
        else
        {
            await UnsubscribeAsync(multiplexer).ConfigureAwait(false);
        }
    }

    private async Task UnsubscribeAsync(IConnectionMultiplexer multiplexer)
    {
        try
        {
            foreach (var (channel, handler) in _subscriptions)
            {
                await multiplexer.GetSubscriber().UnsubscribeAsync(channel, handler).WaitAsync(Pause, _clock).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            _logger.ClosingFailed(exception);
        }
    }
}
