using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>Builds a key or a tag in one pass, on the stack as long as it fits there.</summary>
/// <remarks>Dispose it: what did not fit on the stack is rented.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public ref struct KeyWriter
{
    private Span<char> _buffer;
    private char[]? _rented;
    private int _length;

    /// <summary>Initializes a new instance of the <see cref="KeyWriter"/> struct that writes into a buffer, and into a rented one if that is too short.</summary>
    public KeyWriter(Span<char> initial)
    {
        _buffer = initial;
        _rented = null;
        _length = 0;
    }

    /// <summary>Gets or sets the number of characters written; setting it cuts off what follows.</summary>
    public int Length
    {
        readonly get => _length;
        set => _length = value;
    }

    /// <summary>Gets what was written. Valid until the next write or <see cref="Dispose"/>.</summary>
    public readonly ReadOnlySpan<char> Written => _buffer[.._length];

    /// <summary>Appends a text.</summary>
    public void Append(char value)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = value;
    }

    /// <summary>Appends a text.</summary>
    public void Append(scoped ReadOnlySpan<char> value)
    {
        value.CopyTo(GetSpan(value.Length));
        _length += value.Length;
    }

    /// <summary>Returns room for at least <paramref name="count"/> characters; follow with <see cref="Advance"/>.</summary>
    internal Span<char> GetSpan(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }

        return _buffer[_length..];
    }

    internal void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public readonly override string ToString() => new(Written);

    /// <summary>Returns what was rented.</summary>
    public void Dispose()
    {
        var rented = _rented;
        this = default;
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_length + count, _buffer.Length * 2));
        Written.CopyTo(larger);
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }

        _buffer = _rented = larger;
    }
}
