using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>A connection that sends several requests at once and reads their answers: as little work beside the server's as can be.</summary>
internal sealed class LoopbackClient : IDisposable
{
    public const int Depth = 16;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[][] _batches;
    private readonly byte[] _buffer = new byte[Depth * 80 * 1024];
    private readonly byte[] _statusLine;
    private int _next;

    public LoopbackClient(int port, int seed, Contestant contestant)
    {
        _statusLine = Encoding.ASCII.GetBytes($"HTTP/1.1 {contestant.Status} ");
        _batches = MakeBatches(new Random(seed), contestant.Headers);
        _socket.Connect(IPAddress.Loopback, port);
    }

    private static byte[][] MakeBatches(Random random, string headers)
    {
        var keys = Enumerable.Range(0, RequestHost.Keys).ToArray();
        random.Shuffle(keys);
        return [.. keys.Chunk(Depth).Where(static chunk => chunk.Length == Depth).Select(chunk => Encoding.ASCII.GetBytes(string.Concat(chunk.Select(key =>
            $"GET {RequestHost.Path}{RequestHost.QueryOf(key)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nUser-Agent: benchmark\r\n{headers}\r\n"))))];
    }

    /// <summary>Sends one batch and waits for its answers.</summary>
    public async Task RunBatchAsync()
    {
        await _socket.SendAsync(_batches[_next++ % _batches.Length]);
        var length = 0;
        for (var answered = 0; answered < Depth;)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("The server has closed the connection.");
            }

            length += read;
            var consumed = 0;
            while (TryReadResponse(_buffer.AsSpan(consumed, length - consumed), out var size))
            {
                consumed += size;
                answered++;
            }

            _buffer.AsSpan(consumed, length - consumed).CopyTo(_buffer);
            length -= consumed;
        }
    }

    private bool TryReadResponse(ReadOnlySpan<byte> bytes, out int size)
    {
        size = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = bytes[..end];
        if (!head.StartsWith(_statusLine))
        {
            throw new InvalidDataException($"Not the answer that was asked for: {Encoding.ASCII.GetString(head)}");
        }

        if (head.IndexOf("Transfer-Encoding: chunked"u8) >= 0)
        {
            return TryReadChunks(bytes, end + 4, out size);
        }

        var at = head.IndexOf("Content-Length: "u8);
        var length = 0;
        if (at >= 0 && !_statusLine.AsSpan(9).StartsWith("304"u8) && !Utf8Parser.TryParse(head[(at + 16)..], out length, out _))
        {
            throw new InvalidOperationException("The length of a response is no number.");
        }

        size = end + 4 + length;
        return bytes.Length >= size;
    }

    private static bool TryReadChunks(ReadOnlySpan<byte> bytes, int start, out int size)
    {
        for (size = start; size < bytes.Length;)
        {
            var line = bytes[size..].IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(bytes[size..], out int length, out _, 'x'))
            {
                return false;
            }

            size += line + 2 + length + 2;
            if (length == 0)
            {
                return size <= bytes.Length;
            }
        }

        return false;
    }

    public void Dispose() => _socket.Dispose();
}
