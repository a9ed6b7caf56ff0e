namespace Tasker.Caching.Objects.Values;

/// <summary>An object that its users may change: what is kept is its serialized form, and every caller gets an instance of its own.</summary>
internal sealed class CopiedObject(long shape, byte[] bytes, object? first, bool mayBeCompressed) : ObjectContent(shape, isNull: false, mayBeCompressed)
{
    // To find out whether bytes can be read is to read them. The one who comes first need not do it again.
    private object? _first = first;

    public override long Size => bytes.Length;

    protected override ReadOnlyMemory<byte> Bytes => bytes;

    public override bool TryGet<T>(ObjectType<T> type, out T? value, out Exception? flaw)
        where T : default
    {
        flaw = null;
        if (type.Shape != Shape)
        {
            value = default;
            return false;
        }

        if (_first is not null && Interlocked.Exchange(ref _first, null) is T first)
        {
            value = first;
            return true;
        }

        return type.TryRead(bytes, out value, out flaw) && value is not null;
    }
}
