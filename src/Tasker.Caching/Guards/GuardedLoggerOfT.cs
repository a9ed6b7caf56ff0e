using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Guards;

/// <summary>A logger of one type that never throws.</summary>
internal sealed class GuardedLogger<T>(ILoggerFactory loggers) : GuardedLogger(loggers.CreateLogger<T>()), ILogger<T>;
