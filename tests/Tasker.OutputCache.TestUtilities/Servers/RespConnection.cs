using System.Globalization;
using System.Text;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>One connection to Redis that sends a command and waits for its reply, so that tests don't depend on the client under test.</summary>
public sealed class RespConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _position;
    private int _filled;

    private RespConnection(Stream stream) => _stream = stream;

    public static async Task<RespConnection> ConnectAsync(
        int port,
        string? password = null,
        TestCertificate? certificate = null,
        CancellationToken cancellationToken = default)
    {
        var connection = new RespConnection(await LoopbackStream.OpenAsync(port, certificate, cancellationToken));

        try
        {
            if (password is not null)
            {
                await connection.ExecuteAsync(["AUTH", password], cancellationToken);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="RespErrorException">Redis answered with an error.</exception>
    public Task<RespReply> ExecuteAsync(params string[] command) => ExecuteAsync(command, CancellationToken.None);

    /// <exception cref="RespErrorException">Redis answered with an error.</exception>
    public async Task<RespReply> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        await SendAsync(command, cancellationToken);
        return await ReceiveAsync(cancellationToken);
    }

    public async Task SendAsync(IReadOnlyList<string> command, CancellationToken cancellationToken = default)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Count}\r\n");
        foreach (var part in command)
        {
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await _stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads the next reply, or the next message where the connection has subscribed.</summary>
    public async Task<RespReply> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var line = await ReadLineAsync(cancellationToken);

        return line[0] switch
        {
            '+' => new RespReply(Encoding.UTF8.GetBytes(line[1..])),
            '-' => throw new RespErrorException(line[1..]),
            ':' => new RespReply(Number(line)),
            '$' => new RespReply(Number(line) is >= 0 and var length ? await ReadBytesAsync((int)length, cancellationToken) : null),
            '*' when Number(line) < 0 => new RespReply((byte[]?)null),
            '*' => new RespReply(await ReadItemsAsync(Number(line), cancellationToken)),
            _ => throw new InvalidDataException($"Redis answered something unknown: {line}"),
        };
    }

    private async Task<IReadOnlyList<RespReply>> ReadItemsAsync(long count, CancellationToken cancellationToken)
    {
        var items = new List<RespReply>((int)count);
        for (var i = 0L; i < count; i++)
        {
            items.Add(await ReceiveItemAsync(cancellationToken));
        }

        return items;
    }

    // An error inside a list (EXEC) is a value among others; thrown, it would leave the rest of the list unread.
    private async Task<RespReply> ReceiveItemAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReceiveAsync(cancellationToken);
        }
        catch (RespErrorException exception)
        {
            return new RespReply(Encoding.UTF8.GetBytes(exception.Message));
        }
    }

    private static long Number(string line) => long.Parse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>(64);
        while (true)
        {
            if (_position == _filled)
            {
                await FillAsync(cancellationToken);
            }

            line.Add(_buffer[_position++]);
            if (line is [.., (byte)'\r', (byte)'\n'])
            {
                return Encoding.UTF8.GetString([.. line[..^2]]);
            }
        }
    }

    private async Task<byte[]> ReadBytesAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length + 2];
        for (var read = 0; read < bytes.Length;)
        {
            if (_position == _filled)
            {
                await FillAsync(cancellationToken);
            }

            var count = Math.Min(bytes.Length - read, _filled - _position);
            _buffer.AsSpan(_position, count).CopyTo(bytes.AsSpan(read));
            _position += count;
            read += count;
        }

        return bytes[..^2];
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _filled = await _stream.ReadAsync(_buffer, cancellationToken);
        _position = 0;
        if (_filled == 0)
        {
            throw new EndOfStreamException("Redis closed the connection.");
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
