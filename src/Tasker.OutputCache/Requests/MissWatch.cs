using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Endpoints;

namespace Tasker.OutputCache.Requests;

/// <summary>Says once of an endpoint that the cache hardly helps it, where its key, the memory or its bodies are the reason. Hits don't come here.</summary>
internal sealed class MissWatch(ILogger<MissWatch> logger)
{
    /// <summary>How many misses are looked at together.</summary>
    public const int Window = MissCounts.Fewest;

    private readonly ConcurrentDictionary<EndpointStatistics, Misses> _misses = new(ReferenceEqualityComparer.Instance);

    /// <summary>Notes a miss of an endpoint.</summary>
    public void Note(EndpointStatistics endpoint, MissReason reason)
    {
        var misses = _misses.GetOrAdd(endpoint, static _ => new Misses());
        lock (misses)
        {
            misses.Cold += reason == MissReason.Cold ? 1 : 0;
            misses.Capacity += reason == MissReason.Capacity ? 1 : 0;
            if (++misses.Count == Window)
            {
                Judge_NeedsLock(endpoint, misses);
            }
        }
    }

    /// <summary>Notes a body that was not kept. Its <c>Cache-Status</c> has left before that was known.</summary>
    public void NoteBody(EndpointStatistics endpoint, long maximum)
    {
        var misses = _misses.GetOrAdd(endpoint, static _ => new Misses());
        lock (misses)
        {
            if (misses.HasReportedBody)
            {
                return;
            }

            misses.HasReportedBody = true;
        }

        logger.BodyNotKept(endpoint.Resource, endpoint.Endpoint, maximum);
    }

    private void Judge_NeedsLock(EndpointStatistics endpoint, Misses misses)
    {
        var allHits = endpoint.Outcomes().Where(static outcome => EndpointStatistics.IsHit(outcome.Key)).Sum(static outcome => outcome.Value);
        var hits = allHits - misses.HitsBefore;
        var counts = new MissCounts(hits, Window, misses.Cold, Expired: 0, misses.Capacity);
        if (counts.KeysHardlyRepeat && !misses.HasReportedKeys)
        {
            misses.HasReportedKeys = true;
            logger.KeysHardlyRepeat(counts.Asked, endpoint.Resource, endpoint.Endpoint, misses.Cold);
        }

        if (counts.MemoryIsTooSmall && !misses.HasReportedMemory)
        {
            misses.HasReportedMemory = true;
            logger.MemoryTooSmall(counts.Asked, endpoint.Resource, endpoint.Endpoint, misses.Capacity);
        }

        (misses.Count, misses.Cold, misses.Capacity, misses.HitsBefore) = (0, 0, 0, allHits);
    }

    private sealed class Misses
    {
        public int Count { get; set; }

        public int Cold { get; set; }

        public int Capacity { get; set; }

        public long HitsBefore { get; set; }

        public bool HasReportedKeys { get; set; }

        public bool HasReportedMemory { get; set; }

        public bool HasReportedBody { get; set; }
    }
}
