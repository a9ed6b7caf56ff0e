using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Tests.Inputs.Observed;

/// <summary>Adds to every event what the request says of its client, as enrichers do.</summary>
internal sealed class EnrichingLogger(IHttpContextAccessor accessor) : ILoggerProvider, ILogger
{
    private int _seen;

    public int Seen => Volatile.Read(ref _seen);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (accessor.HttpContext is { } context)
        {
            Interlocked.Add(ref _seen, context.Request.GetDisplayUrl().Length + context.Request.Headers["X-Shop"].Count + (context.User.Identity?.Name?.Length ?? 1));
        }
    }

    public void Dispose()
    {
    }
}
