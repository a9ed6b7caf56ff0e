using System.Numerics;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>The checksum of entries, written a second time: an input with a wrong one would be refused before it is read.</summary>
internal static class Crc32C
{
    public static uint Of(params ReadOnlySpan<byte[]> parts)
    {
        var crc = uint.MaxValue;
        foreach (var part in parts)
        {
            foreach (var value in part)
            {
                crc = BitOperations.Crc32C(crc, value);
            }
        }

        return crc;
    }
}
