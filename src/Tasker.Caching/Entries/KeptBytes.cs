using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tasker.Caching.Engine;

/// <summary>Bytes that an entry keeps where they were read, instead of a copy of them.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Held">How many bytes of memory are kept alive by them.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct KeptBytes(ReadOnlyMemory<byte> Bytes, long Held)
{
    // Key, tags, and headers of an entry. What is more is worth a copy.
    private const int MostBeside = 2048;

    /// <summary>Takes a part of what was read, unless much else would be kept with it.</summary>
    public static bool TryKeep(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out KeptBytes? kept)
    {
        var held = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment.Array!.Length : long.MaxValue;
        kept = held - bytes.Length <= Math.Min(MostBeside, bytes.Length) ? new KeptBytes(bytes, held) : null;
        return kept is not null;
    }
}
