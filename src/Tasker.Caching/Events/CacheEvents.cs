using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Events;

/// <summary>Asks the mappings of an event what it makes void, and evicts that.</summary>
internal sealed class CacheEvents : ICacheEvents
{
    private static readonly Task<EvictionResult> Confirmed = Task.FromResult(EvictionResult.Confirmed);

    private readonly ConcurrentDictionary<Type, bool> _unmapped = new();
    private readonly ConcurrentDictionary<EventMapping, LogThrottle> _failures = new();
    private readonly EventMappings _mappings;
    private readonly ICacheEvictor _evictor;
    private readonly SettleQueue _settling;
    private readonly EventMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public CacheEvents(EventMappings mappings, ICacheEvictor evictor, SettleQueue settling, EventMetrics metrics, TimeProvider clock, ILogger<CacheEvents> logger)
    {
        _mappings = mappings;
        _evictor = evictor;
        _settling = settling;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
    }

    public Task<EvictionResult> PublishAsync<TEvent>(TEvent domainEvent, CancellationToken cancellationToken = default)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(domainEvent);
        var tags = new MappedTags();
        Map(domainEvent, tags);
        return EvictAsync(tags, cancellationToken);
    }

    public Task<EvictionResult> PublishAllAsync<TEvent>(IEnumerable<TEvent> domainEvents, CancellationToken cancellationToken = default)
        where TEvent : notnull
    {
        ArgumentNullException.ThrowIfNull(domainEvents);
        var tags = new MappedTags();
        foreach (var domainEvent in domainEvents)
        {
            ArgumentNullException.ThrowIfNull(domainEvent, nameof(domainEvents));
            Map(domainEvent, tags);
        }

        return EvictAsync(tags, cancellationToken);
    }

    private void Map(object domainEvent, MappedTags tags)
    {
        var type = domainEvent.GetType();
        _metrics.CountEvent(type);
        var mappings = _mappings.For(type);
        if (mappings.Length == 0 && _unmapped.TryAdd(type, true))
        {
            _logger.EventWithoutMapping(type.Name);
        }

        foreach (var mapping in mappings)
        {
            Map(mapping, domainEvent, tags);
        }
    }

    // What one mapping does wrong is no reason to leave out what the others name, or what it has named before.
    private void Map(EventMapping mapping, object domainEvent, MappedTags tags)
    {
        var named = new List<CacheTag>();
        try
        {
            if (mapping.TagsOf(domainEvent) is not { } returned)
            {
                Report(mapping, EventMetrics.ReturnedNull, "It returned null; an event that evicts nothing returns no tags.", null);
                return;
            }

            foreach (var tag in returned)
            {
                if (tag is null)
                {
                    Report(mapping, EventMetrics.TagIsNull, "One of its tags was null and was left out.", null);
                }
                else
                {
                    named.Add(tag);
                }
            }
        }
        catch (Exception exception)
        {
            Report(mapping, EventMetrics.Threw, "It threw.", exception);
        }

        mapping.Learned.Note(named);
        tags.Add(mapping, named);
    }

    private void Report(EventMapping mapping, string reason, string sentence, Exception? exception)
    {
        _metrics.CountFailure(mapping.EventType, reason);
        if (_failures.GetOrAdd(mapping, static (_, clock) => new LogThrottle(clock), _clock).MayReport(out _))
        {
            _logger.MappingFailed(exception, mapping.EventType.Name, mapping.Text, sentence);
        }
    }

    private Task<EvictionResult> EvictAsync(MappedTags tags, CancellationToken cancellationToken)
    {
        var hard = EvictAsync(tags.Of(EvictionMode.Hard), EvictionMode.Hard, cancellationToken);
        var soft = EvictAsync(tags.Of(EvictionMode.Soft), EvictionMode.Soft, cancellationToken);
        foreach (var (mode, settle, again) in tags.Settling)
        {
            _settling.Add(again, mode, settle);
        }

        return ReferenceEquals(soft, Confirmed) ? hard
            : ReferenceEquals(hard, Confirmed) ? soft
            : JoinAsync(hard, soft);
    }

    private Task<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
        {
            return Confirmed;
        }

        try
        {
            var evicting = _evictor.EvictAsync(tags, mode, cancellationToken).AsTask();
            return evicting.IsCompletedSuccessfully && evicting.Result == EvictionResult.Confirmed ? Confirmed : AwaitAsync(evicting);
        }
        catch (Exception exception)
        {
            // Only an evictor of the host's own throws. It is told so, after the rest has been evicted as well.
            return Task.FromException<EvictionResult>(exception);
        }
    }

    // Thrown in Development only, and logged by then: the request that publishes has done its work, and must not fail there either.
    private static async Task<EvictionResult> AwaitAsync(Task<EvictionResult> evicting)
    {
        try
        {
            return await evicting.ConfigureAwait(false);
        }
        catch (EvictionRefusedException)
        {
            return EvictionResult.Refused;
        }
    }

    private static async Task<EvictionResult> JoinAsync(Task<EvictionResult> one, Task<EvictionResult> other)
    {
        var results = await Task.WhenAll(one, other).ConfigureAwait(false);
        return EvictionResultText.Worse(results[0], results[1]);
    }
}
