using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Guards;

/// <summary>A logger that never throws: the framework's hands on what a provider of the host's throws.</summary>
internal class GuardedLogger(ILogger logger) : ILogger
{
    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Logger, exception);
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception caught)
        {
            CaughtErrors.Add(CaughtErrors.Logger, caught);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return logger.BeginScope(state);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Logger, exception);
            return null;
        }
    }
}
