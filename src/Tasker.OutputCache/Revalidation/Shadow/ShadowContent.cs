using System.Buffers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation.Shadow;

/// <summary>What is kept of a response that is never served: enough to tell whether another one says the same.</summary>
internal sealed class ShadowContent(StoredResponse response) : CachedContent
{
    /// <summary>Gets what the response is compared by.</summary>
    public Fingerprint Fingerprint { get; } = Fingerprint.Of(response);

    /// <summary>Gets the size of the whole response: the forecast is for the real budget.</summary>
    public override long Size { get; } = response.Size;

    /// <inheritdoc/>
    public override void WriteTo(IBufferWriter<byte> output) => throw new NotSupportedException("A response that is not served goes to no other instance.");
}
