using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tasker.OutputCache.Tiers;

/// <summary>Asks the processor for memory before it is read, so that several ways to distant memory are gone at once. See decision 096.</summary>
/// <remarks>An object may move meanwhile; then it was asked for in vain, and nothing else: asking for memory can't fail, whatever the address.</remarks>
internal static class Ahead
{
    private const int Line = 64;

    // What stands before the elements of an array.
    private const int ArrayHead = 16;

    /// <summary>Asks for an object of a few lines.</summary>
    public static void Fetch(object target)
    {
        Fetch(target, 0);
        Fetch(target, Line);
        Fetch(target, 2 * Line);
    }

    /// <summary>Asks for a short text.</summary>
    public static void FetchText(string text)
    {
        Fetch(text, 0);
        Fetch(text, Line);
    }

    /// <summary>Asks for the first lines of a body. Who reads on is met by what the processor fetches by itself.</summary>
    public static void FetchStart(ArraySegment<byte> bytes)
    {
        if (bytes.Array is { } array)
        {
            var start = ArrayHead + bytes.Offset;
            Fetch(array, start);
            Fetch(array, start + Line);
            Fetch(array, start + (2 * Line));
            Fetch(array, start + (3 * Line));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch(object target, int offset)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)(Unsafe.As<object, nint>(ref target) + offset));
        }
    }
}
