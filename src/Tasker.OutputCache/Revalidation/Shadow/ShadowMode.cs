using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Transactions;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Revalidation.Shadow;

namespace Tasker.OutputCache.Engine;

/// <summary>Watches endpoints as if they were cached, answers nothing, and compares what it would have answered with what the handler says.</summary>
/// <remarks>
/// A difference alone says little: the eviction may be on its way. It counts if the entry would still be served a while later.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ShadowMode
{
    private const int MaximumPending = 64;

    private readonly ConcurrentDictionary<(string Resource, string Endpoint), ShadowStatistics> _statistics = new();
    private readonly ShadowCache _cache;
    private readonly CacheEngine _engine;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ShadowMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _grace;
    private int _pending;

    internal ShadowMode(
        ShadowCache cache,
        CacheEngine engine,
        IEnumerable<SettleTime> settling,
        IHostApplicationLifetime lifetime,
        ShadowMetrics metrics,
        TimeProvider clock,
        ILogger<ShadowMode> logger)
    {
        _cache = cache;
        _engine = engine;
        _lifetime = lifetime;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _grace = StaleHitSampler.Grace + settling.Select(static time => time.Value).Append(TimeSpan.Zero).Max();
    }

    /// <summary>Gets how many entries the cache would hold.</summary>
    public int Entries => _cache.Entries;

    /// <summary>Gets how many bytes they would take.</summary>
    public long Bytes => _cache.Bytes;

    /// <summary>Lists what was seen, by resource and endpoint.</summary>
    public IReadOnlyList<ShadowRow> Read() =>
        [.. _statistics.OrderBy(static pair => pair.Key.Resource, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Endpoint, StringComparer.Ordinal).Select(static pair => pair.Value.Read())];

    /// <summary>Looks a request up before its handler runs.</summary>
    internal void Begin(EndpointRequest request)
    {
        request.BeginShadow(_cache.Begin(request));
        request.BeginComputing(_clock);
    }

    /// <summary>Keeps the fingerprint of a response that the real cache would have stored, and compares it with that of the entry.</summary>
    internal void Complete(EndpointRequest request, ShadowLookup lookup, StoredResponse response, EntryTags tags)
    {
        var content = new ShadowContent(response);
        _cache.Complete(lookup, content, tags, request.LifeIn(_engine));
        if (lookup.Entry is not { Content: ShadowContent held } entry)
        {
            return;
        }

        if (held.Fingerprint == content.Fingerprint)
        {
            Compared(request.Endpoint, VerificationResult.Same);
        }
        else if (Interlocked.Increment(ref _pending) <= MaximumPending)
        {
            Guard.Forget(JudgeLaterAsync(request.Endpoint, entry, held.Fingerprint.DifferenceTo(content.Fingerprint)));
        }
        else
        {
            // Not judged, and counted nowhere: differences come faster than they can be waited for.
            Interlocked.Decrement(ref _pending);
        }
    }

    private async Task JudgeLaterAsync(CacheEndpoint endpoint, CachedEntry entry, string difference)
    {
        try
        {
            if (_cache.IsTrusted(entry))
            {
                await Task.Delay(_grace, _clock, _lifetime.ApplicationStopping).ConfigureAwait(false);
            }

            if (!_cache.IsTrusted(entry))
            {
                Compared(endpoint, VerificationResult.Evicted);
                return;
            }

            Compared(endpoint, VerificationResult.Different);
            if (Of(endpoint).Differences.MayReport(out var count))
            {
                _logger.ShadowDiffers(endpoint.Resource, endpoint.Name, count, difference);
            }
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private void Compared(CacheEndpoint endpoint, string result)
    {
        _metrics.CountComparison(endpoint, result);
        Of(endpoint).CountComparison(result == VerificationResult.Different);
    }

    /// <summary>Ends a request. Of several calls, the first counts it.</summary>
    internal void End(EndpointRequest request)
    {
        if (request.TakeShadow() is not { } lookup)
        {
            return;
        }

        _cache.End(lookup);
        request.EndReads();
        request.TryEndHandler(_clock, out var duration);
        var statistics = Of(request.Endpoint);
        if (request.NotStored is { } reason)
        {
            statistics.CountNotStored(reason);
        }

        _metrics.CountRequest(request.Endpoint, lookup.Outcome);
        statistics.CountRequest(lookup.Outcome, duration);
    }

    private ShadowStatistics Of(CacheEndpoint endpoint) =>
        _statistics.GetOrAdd((endpoint.Resource, endpoint.Name), static (name, clock) => new ShadowStatistics(name.Resource, name.Endpoint, clock), _clock);
}
