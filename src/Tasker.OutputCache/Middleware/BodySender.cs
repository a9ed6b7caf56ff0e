using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Middleware;

/// <summary>What a handler has written, and how far it has been sent. The handler writes at the end, one sender at a time reads after it.</summary>
internal sealed class BodySender(IHttpResponseBodyFeature outer) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BodyBuffer _buffer = new();
    private Task _sending = Task.CompletedTask;
    private ExceptionDispatchInfo? _failure;
    private long _released;
    private long _taken;
    private bool _wantsFlush;
    private bool _isSending;
    private bool _isReported;

    /// <summary>Gets a value indicating whether something could not be sent.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <summary>Gets a value indicating whether all that was written is sent.</summary>
    public bool IsIdle => _sending.IsCompleted && Unreleased == 0;

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

    /// <summary>Gets how much was written and may not be sent yet.</summary>
    public long Unreleased
    {
        get
        {
            lock (_lock)
            {
                return _buffer.Length - _released;
            }
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _buffer.Write(bytes);
        }
    }

    /// <summary>Keeps what the caller has sent itself.</summary>
    public void WriteSent(ReadOnlySpan<byte> bytes)
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

    public Memory<byte> GetMemory(int sizeHint)
    {
        lock (_lock)
        {
            return _buffer.GetMemory(sizeHint);
        }
    }

    public void Advance(int count)
    {
        lock (_lock)
        {
            _buffer.Advance(count);
        }
    }

    /// <summary>Sends all that was written. What is released while a send is under way is sent by that one.</summary>
    public void Release(bool flush)
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
                    await outer.Stream.FlushAsync();
                }
                else
                {
                    await outer.Stream.WriteAsync(bytes);
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

    /// <summary>Throws, once, what has kept something from being sent.</summary>
    public void ThrowIfFailed()
    {
        if (HasFailed && !_isReported)
        {
            _isReported = true;
            _failure!.Throw();
        }
    }

    /// <summary>Waits until the server has taken all that was released.</summary>
    public async ValueTask WaitAsync()
    {
        await _sending;
        ThrowIfFailed();
    }

    /// <summary>Lets go of what has been sent, if that is all.</summary>
    public void Forget()
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
