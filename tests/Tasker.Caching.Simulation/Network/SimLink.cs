using System.Net;
using System.Text;
using StackExchange.Redis;
using Tasker.Caching.Simulation.Lua;
using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.Network;

/// <summary>What a node has of the network: a connection for commands, and one for messages. Each keeps its order, as TCP does; the two do not.</summary>
internal sealed class SimLink
{
    private static readonly DnsEndPoint Server = new("simulated", 6379);

    private readonly Simulator _simulator;
    private readonly SimProcess _process;
    private readonly SimCluster _cluster;
    private readonly SimRandom _random;
    private readonly List<RedisRequest> _pending = [];
    private readonly Dictionary<string, Action<RedisChannel, RedisValue>> _handlers = new(StringComparer.Ordinal);
    private int _epoch;
    private long _lastUp;
    private long _lastDown;
    private long _lastMessage;
    private long _cutAt;
    private bool _isSubscribed;

    public SimLink(Simulator simulator, SimProcess process, SimCluster cluster, SimRandom random)
    {
        _simulator = simulator;
        _process = process;
        _cluster = cluster;
        _random = random;
        cluster.Links.Add(this);
        Reconnect();
    }

    public event EventHandler<ConnectionFailedEventArgs>? Restored;

    public event EventHandler<ConnectionFailedEventArgs>? Failed;

    public SimProcess Process => _process;

    /// <summary>Gets a value indicating whether the client takes itself for connected.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Gets or sets the time until which nothing gets through, in either direction, and nothing breaks.</summary>
    public long StalledUntil { get; set; }

    /// <summary>Gets or sets the time until which no connection can be made.</summary>
    public long PartitionedUntil { get; set; }

    /// <summary>Gets or sets the time until which messages are lost without a word.</summary>
    public long DeafUntil { get; set; }

    /// <summary>Gets or sets the time until which messages come twice.</summary>
    public long EchoesUntil { get; set; }

    /// <summary>Gets or sets how long a way takes at most.</summary>
    public long Slowness { get; set; } = TimeSpan.TicksPerMillisecond / 2;

    /// <summary>Gets or sets how much longer requests take.</summary>
    public long RequestDelay { get; set; }

    /// <summary>Gets or sets how much longer answers take.</summary>
    public long AnswerDelay { get; set; }

    /// <summary>Gets or sets how much longer messages take.</summary>
    public long MessageDelay { get; set; }

    /// <summary>Gets when, in the order of everything, the server executed what was answered last.</summary>
    public long LastExecuted { get; private set; }

    private long Latency() => _random.Between(200, Slowness);

    private long Next(ref long last, long extra)
    {
        last = Math.Max(last + 1, Math.Max(_simulator.Now, StalledUntil) + Latency() + extra);
        return last;
    }

    /// <summary>Sends a request.</summary>
    public Task<RedisResult> SendAsync(Func<int, RedisRequest> make)
    {
        var request = make(_epoch);
        if (!IsConnected)
        {
            request.Fail(RedisErrors.NotConnected());
            return request.Answer;
        }

        _pending.Add(request);
        request.ArrivesAt = Next(ref _lastUp, RequestDelay);
        _simulator.At(request.ArrivesAt, _cluster.Process, static state => ((Travelling)state!).Arrive(), new Travelling(this, request));
        return request.Answer;
    }

    private sealed record Travelling(SimLink Link, RedisRequest Request)
    {
        public void Arrive() => Link.Arrive(this);

        public void Return() => Link.Return(Request);
    }

    private void Arrive(Travelling travelling)
    {
        var request = travelling.Request;
        // Of what was on its way when the connection broke, the server still gets the first part.
        if (!_cluster.IsUp || (request.Epoch != _epoch && request.ArrivesAt > _cutAt))
        {
            return;
        }

        request.Reply = request.Command is { } command
            ? _cluster.Primary.Call(command, request.Values)
            : _cluster.Primary.Evaluate(request.Script, request.Hash, request.Keys, request.Values);
        request.ExecutedAt = _simulator.NextOrder();
        _simulator.Trace.Note(TraceKind.Command, _process.Id, request.Values.Length);
        request.Executed?.Invoke(request.Reply);
        if (request.Epoch == _epoch)
        {
            _simulator.At(Next(ref _lastDown, AnswerDelay), _process, static state => ((Travelling)state!).Return(), travelling);
        }
    }

    private void Return(RedisRequest request)
    {
        if (request.Epoch != _epoch)
        {
            return;
        }

        _pending.Remove(request);
        _simulator.Trace.Note(TraceKind.Reply, _process.Id, 0);
        LastExecuted = request.ExecutedAt;
        if (request.Reply is RedisError error)
        {
            request.Fail(RedisErrors.Of(error));
        }
        else
        {
            request.Complete(ResultOf(request.Reply));
        }
    }

    private static RedisResult ResultOf(object? reply) => reply switch
    {
        null => RedisResult.Create(RedisValue.Null),
        long number => RedisResult.Create((RedisValue)number),
        byte[] bytes => RedisResult.Create((RedisValue)bytes),
        string status => RedisResult.Create((RedisValue)status),
        object?[] items => RedisResult.Create(Array.ConvertAll(items, ResultOf)),
        _ => throw new InvalidOperationException($"No reply can be a {reply.GetType().Name}."),
    };

    public void Subscribe(string channel, Action<RedisChannel, RedisValue> handler) => _handlers[channel] = handler;

    public void Publish(string channel, byte[] message)
    {
        if (!_isSubscribed || !_process.IsAlive || !_handlers.TryGetValue(channel, out var handler) || _simulator.Now < DeafUntil)
        {
            return;
        }

        var delivery = new Delivery(this, _epoch, handler, channel, message);
        for (var times = _simulator.Now < EchoesUntil ? 2 : 1; times > 0; times--)
        {
            _simulator.At(Next(ref _lastMessage, MessageDelay), _process, static state => ((Delivery)state!).Take(), delivery);
        }
    }

    private sealed record Delivery(SimLink Link, int Epoch, Action<RedisChannel, RedisValue> Handler, string Channel, byte[] Message)
    {
        public void Take()
        {
            if (Link._epoch == Epoch && Link._isSubscribed)
            {
                Link._simulator.Trace.Note(TraceKind.Message, Link._process.Id, Message.Length);
                Handler(RedisChannel.Literal(Channel), Message);
            }
        }
    }

    /// <summary>Breaks the connections. What is under way fails, whether the server has got it or not.</summary>
    public void Drop()
    {
        if (!IsConnected)
        {
            return;
        }

        IsConnected = false;
        _isSubscribed = false;
        _epoch++;
        _cutAt = _simulator.Now + _random.Between(0, TimeSpan.TicksPerMillisecond);
        var pending = _pending.ToArray();
        _pending.Clear();
        _simulator.At(_simulator.Now, _process, _ =>
        {
            Failed?.Invoke(this, Event(ConnectionType.Interactive));
            foreach (var request in pending)
            {
                request.Fail(RedisErrors.NotConnected());
            }
        }, null);
        Reconnect();
    }

    /// <summary>Breaks the connection of messages only.</summary>
    public void DropMessages(long ticks)
    {
        if (!_isSubscribed)
        {
            return;
        }

        _isSubscribed = false;
        _simulator.At(_simulator.Now + _random.Between(0, ticks), _process, _ => Failed?.Invoke(this, Event(ConnectionType.Subscription)), null);
        var epoch = _epoch;
        _simulator.At(_simulator.Now + ticks, _process, _ => Resubscribe(epoch), null);
    }

    private void Reconnect() => _simulator.At(_simulator.Now + _random.Between(TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond / 2), _process, _ => TryConnect(), null);

    private void TryConnect()
    {
        if (!_cluster.IsUp || _simulator.Now < PartitionedUntil || _simulator.Now < StalledUntil)
        {
            Reconnect();
            return;
        }

        IsConnected = true;
        var epoch = _epoch;
        Restored?.Invoke(this, Event(ConnectionType.Interactive));
        _simulator.At(_simulator.Now + _random.Between(TimeSpan.TicksPerMillisecond / 10, TimeSpan.TicksPerMillisecond * 20), _process, _ => Resubscribe(epoch), null);
    }

    private void Resubscribe(int epoch)
    {
        if (epoch != _epoch || !IsConnected || _isSubscribed)
        {
            return;
        }

        _isSubscribed = true;
        Restored?.Invoke(this, Event(ConnectionType.Subscription));
    }

    private ConnectionFailedEventArgs Event(ConnectionType type) => new(this, Server, type, ConnectionFailureType.SocketClosed, RedisErrors.NotConnected(), "simulated");

    public static byte[] Bytes(RedisValue value) => (byte[]?)value ?? [];

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
