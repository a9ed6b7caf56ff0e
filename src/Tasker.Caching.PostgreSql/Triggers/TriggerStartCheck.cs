using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Triggers;

/// <summary>Says at start, in the background, which triggers are not as the host says.</summary>
internal sealed class TriggerStartCheck(PostgresTriggerCheck check, TimeProvider clock, ILogger<TriggerStartCheck> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = CacheGuard.Guarded(logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host goes on starting: a database that hangs keeps nothing from being served.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (check.HasDeclarations && !stoppingToken.IsCancellationRequested)
        {
            var report = await check.CheckAsync(stoppingToken).ConfigureAwait(false);
            if (report.Triggers.Count > 0)
            {
                foreach (var problem in report.FindProblems())
                {
                    _logger.TriggersDiffer(problem);
                }

                return;
            }

            // The log of evictions, or the outbox, says that the database can't be reached.
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
