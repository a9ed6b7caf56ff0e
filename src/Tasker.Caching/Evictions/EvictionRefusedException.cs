namespace Tasker.Caching;

/// <summary>
/// Thrown by <see cref="ICacheEvictor"/> in the Development environment, instead of returning <see cref="EvictionResult.Refused"/>:
/// a tag of the call can't be evicted. The other tags have been evicted by then.
/// </summary>
/// <remarks>The message names the tag, what is wrong with it, and what there is. Elsewhere than in Development nothing is thrown, since an event must not fail for the cache's sake.</remarks>
public sealed class EvictionRefusedException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="EvictionRefusedException"/> class.</summary>
    /// <param name="message">What was refused, and why.</param>
    public EvictionRefusedException(string message)
        : base(message)
    {
    }
}
