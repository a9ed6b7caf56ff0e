using System.Buffers;
using System.IO.Pipelines;

namespace Tasker.Caching.Memcached.Protocol;

/// <summary>Reads replies, and trusts nothing: what can't be a reply to the command in question ends the connection.</summary>
internal sealed class ReplyReader
{
    private const int MaximumStatistics = 1000;

    private readonly PipeReader _input;
    private readonly int _maximumValue;
    private readonly Action? _arrived;

    /// <summary>Initializes a reader.</summary>
    /// <param name="input">What the server sends.</param>
    /// <param name="maximumValue">The largest value to accept.</param>
    /// <param name="arrived">Told whenever something has arrived.</param>
    public ReplyReader(PipeReader input, int maximumValue, Action? arrived = null)
    {
        _input = input;
        _maximumValue = maximumValue;
        _arrived = arrived;
    }

    /// <summary>Waits until something has arrived.</summary>
    /// <exception cref="MemcachedProtocolException">The server has closed the connection.</exception>
    public async ValueTask WaitAsync()
    {
        var read = await ReadInputAsync().ConfigureAwait(false);
        if (read.Buffer.IsEmpty)
        {
            ThrowIfEnded(read);
        }

        _input.AdvanceTo(read.Buffer.Start);
    }

    /// <summary>Reads the reply to a command.</summary>
    /// <exception cref="MemcachedProtocolException">What came is no reply to it.</exception>
    public async ValueTask<MemcachedReply> ReadAsync(MemcachedCommand command, uint opaque)
    {
        var line = await ReadLineAsync().ConfigureAwait(false);
        if (!command.Allows(line, opaque))
        {
            throw new MemcachedProtocolException($"A reply that was not asked for: {line.Code}.");
        }

        if (command.IsStatistics && line.Code is ReplyCode.Stat or ReplyCode.End)
        {
            return await ReadStatisticsAsync(line).ConfigureAwait(false);
        }

        var value = line.Code == ReplyCode.Value ? await ReadBlockAsync(line.Size).ConfigureAwait(false) : null;
        return new MemcachedReply(line.Code, value, line.Cas, line.Flags, line.Text) { SecondsLeft = line.SecondsLeft };
    }

    private async ValueTask<MemcachedReply> ReadStatisticsAsync(ReplyLine line)
    {
        var statistics = new Dictionary<string, string>(StringComparer.Ordinal);
        while (line.Code == ReplyCode.Stat && statistics.Count < MaximumStatistics)
        {
            var parts = line.Text.Split(' ', 2);
            statistics[parts[0]] = parts[^1];
            line = await ReadLineAsync().ConfigureAwait(false);
        }

        return line.Code == ReplyCode.End
            ? new MemcachedReply(ReplyCode.End, null, 0, 0, string.Empty) { Statistics = statistics }
            : throw new MemcachedProtocolException("Statistics without an end.");
    }

    private async ValueTask<ReplyLine> ReadLineAsync()
    {
        while (true)
        {
            var read = await ReadInputAsync().ConfigureAwait(false);
            if (TryTakeLine(read.Buffer, out var line))
            {
                return line;
            }

            ThrowIfEnded(read);
            _input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private bool TryTakeLine(ReadOnlySequence<byte> buffer, out ReplyLine line)
    {
        var head = buffer.Slice(0, Math.Min(buffer.Length, ReplyLine.MaximumLength));
        if (head.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return head.Length < ReplyLine.MaximumLength ? false : throw new MemcachedProtocolException("A line without an end.");
        }

        var text = head.Slice(0, end);
        Span<byte> copy = stackalloc byte[ReplyLine.MaximumLength];
        text.CopyTo(copy);
        copy = copy[..(int)text.Length];
        if (copy is not [.., (byte)'\r'] || !ReplyLine.TryParse(copy[..^1], out line))
        {
            throw new MemcachedProtocolException("A line that can't be understood.");
        }

        _input.AdvanceTo(buffer.GetPosition(1, end));
        return true;
    }

    private async ValueTask<byte[]> ReadBlockAsync(int size)
    {
        if (size > _maximumValue)
        {
            throw new MemcachedProtocolException($"A value of {size} bytes; the most is {_maximumValue}.");
        }

        // Memory is taken as it arrives, not as it is announced.
        var block = new byte[Math.Min(size, 64 << 10)];
        for (var length = 0; length < size;)
        {
            var read = await ReadInputAsync().ConfigureAwait(false);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, size - length));
            if (length + part.Length > block.Length)
            {
                Array.Resize(ref block, (int)Math.Min(size, Math.Max(2L * block.Length, length + part.Length)));
            }

            part.CopyTo(block.AsSpan(length));
            length += (int)part.Length;
            _input.AdvanceTo(part.End);
            if (length < size)
            {
                ThrowIfEnded(read);
            }
        }

        await ReadEndOfBlockAsync().ConfigureAwait(false);
        return block;
    }

    private async ValueTask ReadEndOfBlockAsync()
    {
        var end = new byte[2];
        for (var length = 0; length < end.Length;)
        {
            var read = await ReadInputAsync().ConfigureAwait(false);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, end.Length - length));
            part.CopyTo(end.AsSpan(length));
            length += (int)part.Length;
            _input.AdvanceTo(part.End);
            if (length < end.Length)
            {
                ThrowIfEnded(read);
            }
        }

        if (end is not [(byte)'\r', (byte)'\n'])
        {
            throw new MemcachedProtocolException("A value that does not end where it should.");
        }
    }

    private async ValueTask<ReadResult> ReadInputAsync()
    {
        var read = await _input.ReadAsync().ConfigureAwait(false);
        _arrived?.Invoke();
        return read;
    }

    private static void ThrowIfEnded(in ReadResult read)
    {
        if (read.IsCompleted)
        {
            throw new MemcachedProtocolException("The server has closed the connection.");
        }
    }
}
