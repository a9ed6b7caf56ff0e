using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Guards;

/// <summary>Makes loggers that never throw. The factory of the host stays the host's.</summary>
internal sealed class GuardedLoggerFactory(ILoggerFactory factory) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => factory.CreateLogger(categoryName).Guarded();

    public void AddProvider(ILoggerProvider provider) => factory.AddProvider(provider);

    public void Dispose()
    {
        // It is not ours.
    }
}
