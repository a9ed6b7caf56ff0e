using System.Buffers;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Fuzzing.Tests.Targets;

/// <summary>A content that is written as it was read.</summary>
internal sealed class FuzzContent(ReadOnlyMemory<byte> payload) : CachedContent
{
    public override long Size => payload.Length;

    public override void WriteTo(IBufferWriter<byte> output) => output.Write(payload.Span);
}
