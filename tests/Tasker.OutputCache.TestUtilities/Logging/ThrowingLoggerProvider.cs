using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.TestUtilities.Logging;

/// <summary>A provider whose loggers throw for the categories of the cache: at every call, or at the first of each event.</summary>
public sealed class ThrowingLoggerProvider(bool once = false) : ILoggerProvider
{
    private readonly ConcurrentDictionary<int, int> _thrown = new();

    /// <summary>Gets the events for which it has thrown.</summary>
    public ICollection<int> Thrown => _thrown.Keys;

    public ILogger CreateLogger(string categoryName) => new ThrowingLogger(this, categoryName.StartsWith("Tasker", StringComparison.Ordinal));

    private void Throw(EventId id)
    {
        if (_thrown.TryAdd(id.Id, 1) || !once)
        {
            throw new InvalidOperationException("The logger throws on purpose.");
        }
    }

    public void Dispose()
    {
    }

    private sealed class ThrowingLogger(ThrowingLoggerProvider provider, bool throws) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (throws)
            {
                provider.Throw(eventId);
            }
        }
    }
}
