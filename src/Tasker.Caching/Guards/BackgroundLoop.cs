using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Guards;

/// <summary>Keeps something going in the background: what ends with an exception begins again, after a pause that grows.</summary>
internal sealed class BackgroundLoop
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // How long a restart is worth a word of the health check.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile string? _error;
    private long _failedAt = long.MinValue;
    private int _failures;

    public BackgroundLoop(string name, TimeProvider clock, ILogger logger)
    {
        Name = name;
        _clock = clock;
        _logger = logger.Guarded();
    }

    public string Name { get; }

    /// <summary>Gets how often it had to begin again.</summary>
    public int Restarts => Volatile.Read(ref _failures);

    /// <summary>Gets the type of the last exception, if there was one a moment ago.</summary>
    public string? RecentError =>
        Volatile.Read(ref _failedAt) is var at && at != long.MinValue && _clock.GetElapsedTime(at) < Remembered ? _error : null;

    /// <summary>Runs the body until it returns or the token is cancelled.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> body, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            var startedAt = _clock.GetTimestamp();
            try
            {
                await body(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Note(exception);
            }

            // One that has run well for a while has not failed again and again.
            pause = _clock.GetElapsedTime(startedAt) > LongestPause ? FirstPause : pause;
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    private void Note(Exception exception)
    {
        _error = exception.GetType().Name;
        Volatile.Write(ref _failedAt, _clock.GetTimestamp());
        Interlocked.Increment(ref _failures);
        CaughtErrors.Add(Name, exception);
        _logger.LoopRestarts(exception, Name);
    }
}
