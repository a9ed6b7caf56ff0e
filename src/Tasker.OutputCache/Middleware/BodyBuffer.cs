using System.Buffers;

namespace Tasker.OutputCache.Middleware;

/// <summary>Bytes in rented pieces. One writes at the end while another reads what was written before; each call is made under a lock of theirs.</summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int SmallestPiece = 4 * 1024;

    // Below the size at which arrays are not moved any more.
    private const int LargestPiece = 64 * 1024;

    private readonly List<byte[]> _pieces = [];
    private readonly List<int> _lengths = [];
    private int _readPiece;
    private int _readOffset;

    /// <summary>Gets the number of bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Returns room at the end.</summary>
    public Memory<byte> GetMemory(int sizeHint)
    {
        if (_pieces.Count == 0 || _pieces[^1].Length - _lengths[^1] < Math.Max(1, sizeHint))
        {
            _pieces.Add(ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, (int)Math.Clamp(Length, SmallestPiece, LargestPiece))));
            _lengths.Add(0);
        }

        return _pieces[^1].AsMemory(_lengths[^1]);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return;
        }

        if (_pieces.Count == 0 || count > _pieces[^1].Length - _lengths[^1])
        {
            throw new ArgumentOutOfRangeException(nameof(count), "There is not as much room as this.");
        }

        _lengths[^1] += count;
        Length += count;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = GetMemory(0).Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Takes the next bytes that were not taken yet.</summary>
    /// <param name="limit">How many at most.</param>
    /// <returns>The bytes, or none.</returns>
    public ReadOnlyMemory<byte> Take(long limit)
    {
        while (_readPiece < _pieces.Count)
        {
            var left = _lengths[_readPiece] - _readOffset;
            if (left > 0)
            {
                var count = (int)Math.Min(left, limit);
                var taken = _pieces[_readPiece].AsMemory(_readOffset, count);
                _readOffset += count;
                return taken;
            }

            if (_readPiece == _pieces.Count - 1)
            {
                break;
            }

            _readPiece++;
            _readOffset = 0;
        }

        return default;
    }

    /// <summary>Reads all that was written, as one.</summary>
    public T Read<T>(Func<ReadOnlySpan<byte>, T> read)
    {
        if (_pieces.Count <= 1)
        {
            return read(_pieces.Count == 0 ? default : _pieces[0].AsSpan(0, _lengths[0]));
        }

        var whole = ArrayPool<byte>.Shared.Rent((int)Length);
        try
        {
            var offset = 0;
            for (var i = 0; i < _pieces.Count; i++)
            {
                _pieces[i].AsSpan(0, _lengths[i]).CopyTo(whole.AsSpan(offset));
                offset += _lengths[i];
            }

            return read(whole.AsSpan(0, offset));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>Gives everything back. No piece of it may be in use any more.</summary>
    public void Dispose()
    {
        foreach (var piece in _pieces)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        _pieces.Clear();
        _lengths.Clear();
        _readPiece = 0;
        _readOffset = 0;
        Length = 0;
    }
}
