using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Transactions;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Computes one in so many hits once more, in the background, and reports those that should have been evicted.</summary>
/// <remarks>
/// A difference alone says little: the eviction may be on its way, and some handlers never answer twice alike. It counts if the
/// entry is still valid a while later, and the second computation says what the first one said.
/// </remarks>
internal sealed class StaleHitSampler
{
    private const int MaximumKeys = 256;
    private const int MaximumTagsShown = 16;
    private static readonly TimeSpan KeyPause = TimeSpan.FromMinutes(1);

    /// <summary>How long an eviction may be on its way: from the commit to this node.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _verified = new(StringComparer.Ordinal);
    private readonly Replayer _replayer;
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ReplayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TimeSpan _grace;
    private bool _isBusy;

    public StaleHitSampler(
        Replayer replayer,
        EvictionView view,
        EvictionFollower follower,
        IEnumerable<SettleTime> settling,
        IHostApplicationLifetime lifetime,
        ReplayMetrics metrics,
        TimeProvider clock,
        ILogger<StaleHitSampler> logger)
    {
        _replayer = replayer;
        _view = view;
        _follower = follower;
        _lifetime = lifetime;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _grace = Grace + settling.Select(static time => time.Value).Append(TimeSpan.Zero).Max();
    }

    /// <summary>Decides whether a hit is verified, and copies its request if so. Called while the request is there.</summary>
    public void MaybeSample(HttpContext context, CacheEndpoint endpoint, ResourceSettings settings, CachedEntry entry)
    {
        if (settings.VerifyOneIn > 0
            && Random.Shared.Next(settings.VerifyOneIn) == 0
            && entry.Content is StoredResponse response
            && HttpMethods.IsGet(context.Request.Method)
            && _replayer.IsReady
            && TryBegin(entry.Key))
        {
            Guard.Forget(VerifyAsync(ReplayMessage.Copy(context), endpoint, entry, response));
        }
    }

    // One at a time, and no key again and again: the handlers are there for the requests.
    private bool TryBegin(string key)
    {
        lock (_lock)
        {
            var now = _clock.GetTimestamp();
            if (_isBusy || (_verified.TryGetValue(key, out var last) && _clock.GetElapsedTime(last, now) < KeyPause))
            {
                return false;
            }

            if (_verified.Count >= MaximumKeys)
            {
                _verified.Clear();
            }

            _verified[key] = now;
            return _isBusy = true;
        }
    }

    private async Task VerifyAsync(ReplayMessage message, CacheEndpoint endpoint, CachedEntry entry, StoredResponse response)
    {
        try
        {
            var result = await CompareAsync(message, endpoint, entry, response).ConfigureAwait(false);
            _metrics.CountVerification(endpoint.Resource, endpoint.Name, result);
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception)
        {
            _logger.VerificationFailed(exception, endpoint.Resource, endpoint.Name);
        }
        finally
        {
            lock (_lock)
            {
                _isBusy = false;
            }
        }
    }

    private async Task<string> CompareAsync(ReplayMessage message, CacheEndpoint endpoint, CachedEntry entry, StoredResponse response)
    {
        var held = Fingerprint.Of(response);
        if (await ComputeAsync(message, entry.Key).ConfigureAwait(false) is not { } first)
        {
            return VerificationResult.Failed;
        }

        if (first == held)
        {
            return VerificationResult.Same;
        }

        if (IsTrusted(entry))
        {
            await Task.Delay(_grace, _clock, _lifetime.ApplicationStopping).ConfigureAwait(false);
        }

        if (!IsTrusted(entry))
        {
            return VerificationResult.Evicted;
        }

        if (await ComputeAsync(message, entry.Key).ConfigureAwait(false) is not { } second)
        {
            return VerificationResult.Failed;
        }

        if (second != first)
        {
            return VerificationResult.Varies;
        }

        if (!IsTrusted(entry))
        {
            return VerificationResult.Evicted;
        }

        Report(endpoint, entry, held.DifferenceTo(second));
        return VerificationResult.Forgotten;
    }

    // Its time to live is no matter: that ends without an eviction, and not because of one.
    private bool IsTrusted(CachedEntry entry) => entry.Judge(_view) == Verdict.Valid && _follower.IsAttached;

    private async Task<Fingerprint?> ComputeAsync(ReplayMessage message, string key)
    {
        var sink = new ContentSink();
        var replay = ReplayFeature.Verify(key, sink);
        var outcome = await _replayer.SendAsync(message, replay, CancellationToken.None).ConfigureAwait(false);
        return sink.Content is StoredResponse computed ? Fingerprint.Of(computed)
            : outcome.Status is StatusCodes.Status204NoContent or StatusCodes.Status404NotFound or StatusCodes.Status410Gone ? Fingerprint.OfStatus(outcome.Status.Value)
            : null;
    }

    private void Report(CacheEndpoint endpoint, CachedEntry entry, string difference)
    {
        // Keys, paths, tenants, users and claims do not belong in a log.
        var shown = entry.Tags.Where(tag => tag != ReservedTags.Everything && !TagText.IsOfKeyOrPath(tag) && !tag.Contains('@', StringComparison.Ordinal) && !endpoint.ClaimDimensions.Any(claim => tag.Contains($"{claim}=", StringComparison.Ordinal)));
        _logger.TagForgotten(endpoint.Resource, endpoint.Name, difference, string.Join(' ', shown.Take(MaximumTagsShown)));
        _logger.ForgottenKey(entry.Key, string.Join(' ', entry.Tags));
    }
}
