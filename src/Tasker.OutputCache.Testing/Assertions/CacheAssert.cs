using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Tasker.OutputCache.Testing;

/// <summary>Assertions about what the cache did. They throw a <see cref="CacheAssertException"/>, which every test framework reports as a failure.</summary>
public static class CacheAssert
{
    /// <summary>Asserts that the cache answered and the handler did not run.</summary>
    /// <param name="response">The response.</param>
    /// <param name="detail">Where the hit came from: <c>near</c>, <c>far</c>, <c>stale-while-revalidate</c>; by default anywhere.</param>
    /// <returns>What <c>Cache-Status</c> says.</returns>
    public static CacheStatusHeader Hit(HttpResponseMessage response, string? detail = null)
    {
        var status = Read(response, "a hit");
        return status.IsHit && (detail is null || status.Detail == detail)
            ? status
            : throw Fail(response, detail is null ? "a hit" : $"a hit with the detail '{detail}'", status);
    }

    /// <summary>Asserts that nothing usable was in the cache, so that the handler ran.</summary>
    /// <param name="response">The response.</param>
    /// <param name="reason">Why the response was not stored: <c>set-cookie</c>, <c>no-store</c>. By default it does not matter whether it was.</param>
    /// <returns>What <c>Cache-Status</c> says.</returns>
    /// <remarks>A request that waited for the answer to another one is a miss too.</remarks>
    public static CacheStatusHeader Miss(HttpResponseMessage response, string? reason = null)
    {
        var status = Read(response, "a miss");
        return status is { IsHit: false, Forward: "miss" or "stale" } && (reason is null || status.Detail == reason)
            ? status
            : throw Fail(response, reason is null ? "a miss" : $"a miss with the reason '{reason}'", status);
    }

    /// <summary>Asserts that the handler ran and its response was stored, so that the same request is a hit next time.</summary>
    /// <param name="response">The response.</param>
    /// <returns>What <c>Cache-Status</c> says.</returns>
    public static CacheStatusHeader Stored(HttpResponseMessage response)
    {
        var status = Read(response, "a miss that is stored");
        return status is { IsHit: false, IsStored: true } ? status : throw Fail(response, "a miss that is stored", status);
    }

    /// <summary>Asserts that the response came from its handler and was not stored.</summary>
    /// <param name="response">The response.</param>
    /// <param name="reason">Why: <c>authorization</c>, <c>set-cookie</c>, <c>undeclared-header-accept-language</c>, <c>method</c>. By default any.</param>
    /// <returns>What <c>Cache-Status</c> says.</returns>
    public static CacheStatusHeader NotCached(HttpResponseMessage response, string? reason = null)
    {
        var expected = reason is null ? "a response that is not cached" : $"a response that is not cached because of '{reason}'";
        var status = Read(response, expected);
        return status is { IsHit: false, IsStored: false, IsCollapsed: false } && (reason is null || (status.Detail ?? status.Forward) == reason)
            ? status
            : throw Fail(response, expected, status);
    }

    /// <summary>Asserts that the response is a 304 that the cache gave without running the handler.</summary>
    /// <param name="response">The response to a request with <c>If-None-Match</c> or <c>If-Modified-Since</c>.</param>
    /// <returns>What <c>Cache-Status</c> says.</returns>
    public static CacheStatusHeader NotModified(HttpResponseMessage response)
    {
        var status = Read(response, "a 304 from the cache");
        return response.StatusCode == HttpStatusCode.NotModified && status.IsHit ? status : throw Fail(response, "a 304 from the cache", status);
    }

    /// <summary>Asserts that a tag was evicted.</summary>
    /// <param name="evictions">What was evicted: <see cref="TestCache.Evictions"/>.</param>
    /// <param name="tag">The tag, exactly as the application names it. A string is a tag; <see cref="CacheTag.For"/> names a resource and its dimensions.</param>
    /// <param name="mode">How it was evicted.</param>
    public static void Evicted(EvictionRecorder evictions, CacheTag tag, EvictionMode mode = EvictionMode.Hard)
    {
        ArgumentNullException.ThrowIfNull(evictions);
        ArgumentNullException.ThrowIfNull(tag);
        if (!evictions.Any(eviction => eviction.Takes(tag, mode)))
        {
            throw new CacheAssertException($"Expected an eviction of {EvictionText.Of(tag, mode)}. {evictions.Describe()}");
        }
    }

    /// <summary>Asserts that a tag was not evicted.</summary>
    /// <param name="evictions">What was evicted: <see cref="TestCache.Evictions"/>.</param>
    /// <param name="tag">The tag, exactly as the application names it. Evictions of wider tags do not count.</param>
    public static void NotEvicted(EvictionRecorder evictions, CacheTag tag)
    {
        ArgumentNullException.ThrowIfNull(evictions);
        ArgumentNullException.ThrowIfNull(tag);
        if (evictions.Any(eviction => eviction.Takes(tag)))
        {
            throw new CacheAssertException($"Expected no eviction of {tag}. {evictions.Describe()}");
        }
    }

    /// <summary>Asserts that nothing was evicted.</summary>
    /// <param name="evictions">What was evicted: <see cref="TestCache.Evictions"/>.</param>
    public static void NothingEvicted(EvictionRecorder evictions)
    {
        ArgumentNullException.ThrowIfNull(evictions);
        if (evictions.Count > 0)
        {
            throw new CacheAssertException($"Expected no eviction. {evictions.Describe()}");
        }
    }

    private static CacheStatusHeader Read(HttpResponseMessage response, string expected)
    {
        ArgumentNullException.ThrowIfNull(response);
        return CacheStatusHeader.Of(response) ?? throw Fail(response, expected, null);
    }

    [SuppressMessage("Style", "IDE0046", Justification = "Two sentences, two branches.")]
    private static CacheAssertException Fail(HttpResponseMessage response, string expected, CacheStatusHeader? status)
    {
        var request = response.RequestMessage is { } sent ? $"{sent.Method} {sent.RequestUri?.PathAndQuery}" : "the request";
        var text = $"Expected {expected} for {request}, and got {(int)response.StatusCode} {response.StatusCode}";
        if (status is null)
        {
            return new($"{text} without Cache-Status. The endpoint is not cached, or UseOutputCache() or UseTaskerOutputCache() is missing.");
        }

        return new($"{text} with 'Cache-Status: {status}'. {StatusText.Explain(status)}");
    }
}
