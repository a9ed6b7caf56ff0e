using System.Buffers;

namespace Tasker.Caching.Objects.Values;

/// <summary>An object that can't be changed: all callers get the same instance. Nothing is a value as well.</summary>
internal sealed class SharedObject<TValue>(TValue? value, ObjectType<TValue> type, int length, bool mayBeCompressed)
    : ObjectContent(type.Shape, value is null, mayBeCompressed)
{
    // What an instance takes in memory is unknown; strings take two bytes a character.
    public override long Size => 2L * length;

    protected override ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var output = new ArrayBufferWriter<byte>(Math.Max(1, length));
            if (value is not null)
            {
                type.Write(value, output);
            }

            return output.WrittenMemory;
        }
    }

    public override bool TryGet<T>(ObjectType<T> type, out T? result, out Exception? flaw)
        where T : default
    {
        flaw = null;
        if (type.Shape == Shape && value is T own)
        {
            result = own;
            return true;
        }

        result = default;
        return type.Shape == Shape && IsNull;
    }
}
