using System.Buffers;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Entries;

/// <summary>What is left of a content of which only the entry is remembered. It goes nowhere.</summary>
internal sealed class NoContent : CachedContent
{
    public static readonly NoContent Instance = new();

    private NoContent()
    {
    }

    public override long Size => 0;

    public override void WriteTo(IBufferWriter<byte> output) => throw new NotSupportedException("Nothing was kept of this content.");
}
