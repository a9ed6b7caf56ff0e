using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.TestUtilities.Faults;

/// <summary>Cuts what a server sends into replies; or leaves it as it came, where the protocol is unknown.</summary>
internal sealed class ReplyReader(bool understandsRedis)
{
    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;

    public void Append(ReadOnlySpan<byte> chunk)
    {
        if (_bytes.Length - _end < chunk.Length)
        {
            var kept = _bytes.AsSpan(_start, _end - _start);
            var larger = new byte[Math.Max(2 * kept.Length, kept.Length + chunk.Length)];
            kept.CopyTo(larger);
            (_bytes, _start, _end) = (larger, 0, kept.Length);
        }

        chunk.CopyTo(_bytes.AsSpan(_end));
        _end += chunk.Length;
    }

    public bool TryRead([NotNullWhen(true)] out byte[]? reply)
    {
        var bytes = _bytes.AsSpan(_start, _end - _start);
        var length = understandsRedis ? RespFrames.LengthOfFirst(bytes) : bytes.Length;
        reply = length == 0 ? null : bytes[..length].ToArray();
        _start += length;

        if (_start == _end)
        {
            _start = _end = 0;
        }

        return reply is not null;
    }
}
