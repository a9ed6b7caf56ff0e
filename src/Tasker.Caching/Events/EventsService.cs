using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Events;

/// <summary>Checks the mappings once the host has started, and waits for second evictions when it stops.</summary>
internal sealed class EventsService(EventMappings mappings, SettleQueue settling, ITagExpander expander, ILogger<EventsService> logger) : IHostedLifecycleService
{
    /// <summary>How long the end of a host waits for what has to settle.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>By now the endpoints are known, and with them the dimensions of resources.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var mapping in mappings.Repeated)
        {
            logger.MappingRepeated(mapping.EventType.Name, mapping.Text);
        }

        foreach (var mapping in mappings.All)
        {
            if (mapping.Example is { } example)
            {
                Check(mapping, example);
            }
        }

        return Task.CompletedTask;
    }

    private void Check(EventMapping mapping, Func<object> example)
    {
        try
        {
            if (mapping.TagsOf(example()) is not { } tags)
            {
                logger.MappingWrong(null, mapping.EventType.Name, mapping.Text, "For the example it returns null.");
                return;
            }

            foreach (var tag in tags)
            {
                if (tag is null)
                {
                    logger.MappingWrong(null, mapping.EventType.Name, mapping.Text, "For the example, one of its tags is null.");
                }
                else if (!expander.TryExpand(tag, [], out var error))
                {
                    logger.MappingWrong(null, mapping.EventType.Name, mapping.Text, error);
                }
            }
        }
        catch (Exception exception)
        {
            logger.MappingWrong(exception, mapping.EventType.Name, mapping.Text, "For the example it throws.");
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After the last request and the last background service, and before the journal is flushed.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => settling.DrainAsync(LongestWait, cancellationToken);
}
