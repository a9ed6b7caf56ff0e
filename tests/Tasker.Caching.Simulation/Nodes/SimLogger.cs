using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Simulation.Scheduling;

namespace Tasker.Caching.Simulation.Nodes;

/// <summary>Writes what a node logs into the trace, if the trace is kept as lines.</summary>
internal sealed class SimLogger(Trace trace, int node) : ILogger
{
    public static ILoggerFactory Factory(Trace trace, int node) => trace.IsRead ? new OneLogger(new SimLogger(trace, node)) : NullLoggerFactory.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        trace.Write(node, $"logs: {formatter(state, exception)} {exception?.Message}");

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
