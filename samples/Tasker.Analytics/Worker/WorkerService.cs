using Microsoft.Extensions.Options;
using Tasker.Analytics.Templates;

namespace Tasker.Analytics.Worker;

/// <summary>Registers its templates when it boots, and moves tasks from then on. The same in a process of its own and inside the API.</summary>
internal sealed class WorkerService(
    TemplateRegistry registry, TaskMover mover, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerService> logger) : BackgroundService
{
    private const string Name = "worker";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var templates = await TemplateFiles.ReadAsync(options.Value.Templates, cancellationToken);
        var removed = await registry.RegisterAllAsync(templates, Name, cancellationToken);
        logger.LogInformation("Registered {Count} templates, removed {Removed}; the cached ones are evicted.", templates.Count, removed);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Interval <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.Interval, time);

        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await MoveOneAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host ends, perhaps before it has begun. Thrown, this would be told as a failure, behind the one that matters.
        }
    }

    private async Task MoveOneAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await mover.MoveOneAsync(stoppingToken) is { } moved)
            {
                logger.LogInformation("Moved task {Id} of {Namespace} from {From} to {To}.", moved.TaskId, moved.Namespace, moved.From, moved.To);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The database may be away for a while; a worker outlives that.
            logger.LogWarning(exception, "No task was moved; the next attempt is in {Interval}.", options.Value.Interval);
        }
    }
}
