using System.IO.Pipelines;
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
    private readonly IHttpResponseBodyFeature _outer;
    private readonly BodySender _sender;
    private readonly long _limit;
    private volatile bool _isStarted;
    private bool _isComplete;

    public CapturedBody(IHttpResponseBodyFeature outer, long limit)
    {
        _outer = outer;
        _sender = new BodySender(outer);
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

    /// <summary>Gets a value indicating whether the handler has broken the body off, or gone on after its end.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Gets a value indicating whether something could not be sent.</summary>
    public bool HasFailed => _sender.HasFailed;

    /// <summary>Gets a value indicating whether the response was begun, as far as this body can tell: middleware in front may hold it back.</summary>
    public bool IsStarted => _isStarted;

    public long Length => _sender.Length;

    public long Unflushed => _sender.Unreleased;

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

        _sender.ThrowIfFailed();
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

        _sender.Write(bytes.Span);
        _sender.Release(flush: false);
        return default;
    }

    private bool HasRoomFor(int count)
    {
        // Its client does not get it.
        IsBroken |= _isComplete && count > 0;
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
        _sender.Release(flush: false);
        await DrainAsync();
        await _outer.Stream.WriteAsync(bytes, cancellationToken);
    }

    /// <summary>Writes without leaving the thread, if the server allows that.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_sender.IsIdle)
        {
            WriteAsync(bytes.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return;
        }

        _sender.ThrowIfFailed();
        _outer.Stream.Write(bytes);
        _isStarted = true;
        if (HasRoomFor(bytes.Length))
        {
            _sender.WriteSent(bytes);
        }
    }

    public Memory<byte> GetMemory(int sizeHint) => _sender.GetMemory(sizeHint);

    public void Advance(int count)
    {
        HasRoomFor(count);
        _sender.Advance(count);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _sender.ThrowIfFailed();
        await StartAsync(cancellationToken);
        _sender.Release(flush: true);
        if (!IsCapturing)
        {
            await DrainAsync();
        }
    }

    /// <summary>Sends what was written and not flushed.</summary>
    public async ValueTask EndAsync()
    {
        if (Unflushed > 0)
        {
            await StartAsync();
            _sender.Release(flush: false);
        }
    }

    /// <summary>Waits until the server has taken all that was handed over.</summary>
    public async ValueTask DrainAsync()
    {
        await _sender.WaitAsync();
        if (!IsCapturing)
        {
            _sender.Forget();
        }
    }

    public async Task CompleteAsync()
    {
        await EndAsync();
        await DrainAsync();
        await _outer.CompleteAsync();
        _isComplete = true;
    }

    public void Complete(Exception? exception)
    {
        if (exception is not null)
        {
            IsBroken = true;
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
    public T Read<T>(Func<ReadOnlySpan<byte>, T> read) => _sender.Read(read);

    public void Dispose() => _sender.Dispose();
}
