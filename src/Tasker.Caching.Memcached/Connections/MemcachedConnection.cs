using System.IO.Pipelines;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>One connection: commands are sent as they come, and their replies come in the same order.</summary>
/// <remarks>It is never mended. Whatever goes wrong on it ends it, and fails everything that waits.</remarks>
internal sealed class MemcachedConnection : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Sent> _sent = new();
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stream _stream;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ITimer _watch;
    private Exception? _failure;
    private uint _opaque;
    private long _unsent;
    private long _heardAt;

    public MemcachedConnection(Stream stream, ConnectionLimits limits, TimeProvider clock)
    {
        _stream = stream;
        _limits = limits;
        _clock = clock;
        _heardAt = clock.GetTimestamp();
        var period = limits.Silence / 4;
        _watch = clock.CreateTimer(static state => ((MemcachedConnection)state!).Watch(), this, period, period);
        _ = SendAsync();
        _ = ReceiveAsync();
    }

    /// <summary>Gets a task that ends with the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Gets why the connection has ended.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Gets or sets what the server said of itself when it was connected.</summary>
    public ServerFacts Facts { get; set; } = ServerFacts.Unknown;

    /// <summary>Sends a command.</summary>
    /// <exception cref="MemcachedUnavailableException">The connection is lost, or too much waits on it.</exception>
    public async Task<MemcachedReply> ExecuteAsync(MemcachedCommand command, CancellationToken cancellationToken) =>
        (await ExecuteAsync([command], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Sends commands together, with nothing between them: one round trip.</summary>
    /// <exception cref="MemcachedUnavailableException">The connection is lost, or too much waits on it.</exception>
    public Task<MemcachedReply[]> ExecuteAsync(ReadOnlySpan<MemcachedCommand> commands, CancellationToken cancellationToken)
    {
        var batch = new ReplyBatch(commands.Length);
        lock (_lock)
        {
            if (Refusal_NeedsLock(commands) is { } refusal)
            {
                return Task.FromException<MemcachedReply[]>(refusal);
            }

            if (_sent.Count == 0)
            {
                Volatile.Write(ref _heardAt, _clock.GetTimestamp());
            }

            for (var i = 0; i < commands.Length; i++)
            {
                _unsent += commands[i].Length;
                _sent.Enqueue(new Sent(commands[i], ++_opaque, batch, i));
                commands[i].Write(_output.Writer, _opaque);
            }

            // It never waits: the pipe has no bound but ours.
            _ = _output.Writer.FlushAsync(CancellationToken.None).AsTask();
        }

        return cancellationToken.CanBeCanceled ? batch.Task.WaitAsync(cancellationToken) : batch.Task;
    }

    private MemcachedUnavailableException? Refusal_NeedsLock(ReadOnlySpan<MemcachedCommand> commands)
    {
        if (_failure is not null)
        {
            return new MemcachedUnavailableException(_failure.Message, _failure);
        }

        return _sent.Count + commands.Length > _limits.Commands || _unsent > _limits.Unsent
            ? new MemcachedUnavailableException("Too much waits for Memcached already.")
            : null;
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var read = await _output.Reader.ReadAsync().ConfigureAwait(false);
                foreach (var segment in read.Buffer)
                {
                    await _stream.WriteAsync(segment).ConfigureAwait(false);
                }

                _output.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }
        finally
        {
            await _output.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync()
    {
        var input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 << 10));
        try
        {
            var replies = new ReplyReader(input, _limits.Value, () => Volatile.Write(ref _heardAt, _clock.GetTimestamp()));
            while (true)
            {
                // Replies come to what was sent only; the first byte of one that no call waits for is one too many.
                var sent = await NextAsync(replies).ConfigureAwait(false);
                var reply = await replies.ReadAsync(sent.Command, sent.Opaque).ConfigureAwait(false);
                lock (_lock)
                {
                    _ = _failure is null ? _sent.Dequeue() : default;
                    _unsent -= sent.Command.Length;
                }

                sent.Batch.Set(sent.Index, reply);
                if (reply.Code == ReplyCode.Refused)
                {
                    throw new MemcachedProtocolException($"The server refused a command: {reply.Text}");
                }
            }
        }
        catch (Exception exception)
        {
            Close(exception);
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<Sent> NextAsync(ReplyReader replies)
    {
        await replies.WaitAsync().ConfigureAwait(false);
        lock (_lock)
        {
            return _sent.TryPeek(out var sent) ? sent : throw new MemcachedProtocolException("A reply to nothing.");
        }
    }

    // A server that is stopped, or cut off without a word, keeps its connections: only its silence tells.
    private void Watch()
    {
        lock (_lock)
        {
            if (_sent.Count == 0)
            {
                return;
            }
        }

        if (_clock.GetElapsedTime(Volatile.Read(ref _heardAt)) > _limits.Silence)
        {
            Close(new TimeoutException($"Memcached has not answered for {_limits.Silence.TotalMilliseconds:0} ms."));
        }
    }

    private void Close(Exception reason)
    {
        Sent[] waiting;
        lock (_lock)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = reason;
            waiting = [.. _sent];
            _sent.Clear();
            _output.Writer.Complete();
        }

        _watch.Dispose();
        CacheGuard.Dispose(_stream);
        foreach (var sent in waiting)
        {
            sent.Batch.Fail(new MemcachedUnavailableException(reason.Message, reason));
        }

        _closed.TrySetResult();
    }

    public void Dispose() => Close(new ObjectDisposedException(nameof(MemcachedConnection), "The connection to Memcached was closed."));

    private readonly record struct Sent(MemcachedCommand Command, uint Opaque, ReplyBatch Batch, int Index);
}
