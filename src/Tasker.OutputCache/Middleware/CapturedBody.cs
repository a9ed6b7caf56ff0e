using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.Middleware;

/// <summary>The body of a response that is kept while it is sent.</summary>
/// <remarks>
/// The handler writes into a buffer, and what it has written is sent from there: at once, but without making the handler
/// wait for a client that reads slowly. Others wait for this response, and need only its handler. What outgrows the limit,
/// or can't be stored, is not kept any longer, and from then on the handler waits for its client like any other.
/// </remarks>
internal sealed class CapturedBody : IHttpResponseBodyFeature, IDisposable
{
    private readonly Lock _lock = new();
    private readonly BodyBuffer _buffer = new();
    private readonly IHttpResponseBodyFeature _outer;
    private readonly long _limit;
    private Task _sending = Task.CompletedTask;
    private ExceptionDispatchInfo? _failure;
    private long _released;
    private long _taken;
    private bool _wantsFlush;
    private bool _isSending;
    private bool _isStarted;
    private bool _isReported;

    public CapturedBody(IHttpResponseBodyFeature outer, long limit)
    {
        _outer = outer;
        _limit = limit;
        Stream = new CapturedBodyStream(this);
        Writer = new CapturedBodyWriter(this);
    }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    /// <summary>Gets or sets what is called when the body outgrows the limit.</summary>
    public Action? Outgrown { get; set; }

    /// <summary>Gets a value indicating whether all that was written is kept.</summary>
    public bool IsCapturing { get; private set; } = true;

    /// <summary>Gets a value indicating whether something could not be sent.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _buffer.Length;
            }
        }
    }

    public long Unflushed
    {
        get
        {
            lock (_lock)
            {
                return _buffer.Length - _released;
            }
        }
    }

    /// <summary>Keeps nothing from here on.</summary>
    public void StopCapturing() => IsCapturing = false;

    public void DisableBuffering() => _outer.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _isStarted ? Task.CompletedTask : StartOnceAsync(cancellationToken);

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        await _outer.StartAsync(cancellationToken);
        _isStarted = true;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        ThrowIfFailed();
        return _isStarted ? WriteStartedAsync(bytes, cancellationToken) : StartAndWriteAsync(bytes, cancellationToken);
    }

    // Until the callbacks have run, the handler waits: it may look at what they did, and only then is it known whether the response may be stored.
    private async ValueTask StartAndWriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await StartOnceAsync(cancellationToken);
        await WriteStartedAsync(bytes, cancellationToken);
    }

    private ValueTask WriteStartedAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!HasRoomFor(bytes.Length))
        {
            return WriteThroughAsync(bytes, cancellationToken);
        }

        lock (_lock)
        {
            _buffer.Write(bytes.Span);
        }

        Send(flush: false);
        return default;
    }

    private bool HasRoomFor(int count)
    {
        if (!IsCapturing || Length + count <= _limit)
        {
            return IsCapturing;
        }

        StopCapturing();
        Outgrown?.Invoke();
        return false;
    }

    private async ValueTask WriteThroughAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Send(flush: false);
        await DrainAsync();
        await _outer.Stream.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Writes without leaving the thread, if the server allows that.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_sending.IsCompleted || Unflushed > 0)
        {
            WriteAsync(bytes.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return;
        }

        ThrowIfFailed();
        _outer.Stream.Write(bytes);
        _isStarted = true;
        if (HasRoomFor(bytes.Length))
        {
            lock (_lock)
            {
                _buffer.Write(bytes);
                _released = _buffer.Length;
                while (_taken < _released)
                {
                    _taken += _buffer.Take(_released - _taken).Length;
                }
            }
        }
    }

    public Memory<byte> GetMemory(int sizeHint)
    {
        lock (_lock)
        {
            return _buffer.GetMemory(sizeHint);
        }
    }

    public void Advance(int count)
    {
        HasRoomFor(count);
        lock (_lock)
        {
            _buffer.Advance(count);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfFailed();
        await StartAsync(cancellationToken);
        Send(flush: true);
        if (!IsCapturing)
        {
            await DrainAsync();
        }
    }

    // What is handed over while somebody sends is sent by the same.
    private void Send(bool flush)
    {
        lock (_lock)
        {
            _released = _buffer.Length;
            _wantsFlush |= flush;
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        var sending = SendReleasedAsync();
        if (sending.IsCompleted)
        {
            ThrowIfFailed();
        }
        else
        {
            _sending = sending;
        }
    }

    private async Task SendReleasedAsync()
    {
        try
        {
            while (TryTake(out var bytes))
            {
                if (bytes.IsEmpty)
                {
                    await _outer.Stream.FlushAsync();
                }
                else
                {
                    await _outer.Stream.WriteAsync(bytes);
                }
            }
        }
        catch (Exception exception)
        {
            // The handler has it with its next write, or the pipeline at the end.
            lock (_lock)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
                _isSending = false;
            }
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            bytes = _released > _taken ? _buffer.Take(_released - _taken) : default;
            _taken += bytes.Length;
            if (bytes.IsEmpty && !_wantsFlush)
            {
                _isSending = false;
                return false;
            }

            _wantsFlush &= !bytes.IsEmpty;
            return true;
        }
    }

    private void ThrowIfFailed()
    {
        if (HasFailed && !_isReported)
        {
            _isReported = true;
            _failure!.Throw();
        }
    }

    /// <summary>Sends what was written and not flushed.</summary>
    public async ValueTask EndAsync()
    {
        if (Unflushed > 0)
        {
            await StartAsync();
            Send(flush: false);
        }
    }

    /// <summary>Waits until the server has taken all that was handed over.</summary>
    public async ValueTask DrainAsync()
    {
        await _sending;
        ThrowIfFailed();
        if (!IsCapturing)
        {
            Forget();
        }
    }

    private void Forget()
    {
        lock (_lock)
        {
            if (!_isSending && _taken == _buffer.Length)
            {
                _buffer.Dispose();
                _released = _taken = 0;
            }
        }
    }

    public async Task CompleteAsync()
    {
        await EndAsync();
        await DrainAsync();
        await _outer.CompleteAsync();
    }

    public void Complete(Exception? exception)
    {
        if (exception is not null)
        {
            StopCapturing();
            _outer.Writer.Complete(exception);
        }
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        IsCapturing ? FileSender.SendAsync(Stream, path, offset, count, cancellationToken) : SendFileThroughAsync(path, offset, count, cancellationToken);

    private async Task SendFileThroughAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        await EndAsync();
        await DrainAsync();
        await _outer.SendFileAsync(path, offset, count, cancellationToken);
    }

    /// <summary>Reads all that is kept, as one.</summary>
    public T Read<T>(Func<ReadOnlySpan<byte>, T> read)
    {
        // The sender has its own place in the buffer, and the handler has returned.
        lock (_lock)
        {
            return _buffer.Read(read);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            // After an exception the server may still be reading; then the garbage collector sees to it.
            if (!_isSending)
            {
                _buffer.Dispose();
            }
        }
    }
}
