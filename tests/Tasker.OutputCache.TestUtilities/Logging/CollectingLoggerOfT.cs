using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.TestUtilities.Logging;

/// <summary>A <see cref="CollectingLogger"/> for what asks for a logger of its own category.</summary>
public sealed class CollectingLogger<T> : CollectingLogger, ILogger<T>
{
    public CollectingLogger()
        : base([], typeof(T).FullName ?? typeof(T).Name)
    {
    }
}
