using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Requests;

/// <summary>Notes that a request was broken off while its handler ran, at once: servers tell it by a token, and some time later.</summary>
/// <remarks>Time-outs put a token of their own into the request, and take it out again before the cache could look at it.</remarks>
internal sealed class AbortWatch : IHttpRequestLifetimeFeature, IHttpResetFeature
{
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly IHttpResetFeature? _reset;
    private volatile bool _isBroken;

    private AbortWatch(IHttpRequestLifetimeFeature lifetime, IHttpResetFeature? reset)
    {
        _lifetime = lifetime;
        _reset = reset;
    }

    /// <summary>Gets a value indicating whether the request was broken off.</summary>
    public bool IsBroken => _isBroken || _lifetime.RequestAborted.IsCancellationRequested;

    public CancellationToken RequestAborted
    {
        get => _lifetime.RequestAborted;
        set
        {
            _isBroken |= _lifetime.RequestAborted.IsCancellationRequested;
            _lifetime.RequestAborted = value;
        }
    }

    /// <summary>Watches a request from now on, before its handler runs.</summary>
    public static AbortWatch? Start(HttpContext context)
    {
        var features = context.Features;
        if (features.Get<IHttpRequestLifetimeFeature>() is not { } lifetime)
        {
            return null;
        }

        var reset = features.Get<IHttpResetFeature>();
        var watch = new AbortWatch(lifetime, reset);
        features.Set<IHttpRequestLifetimeFeature>(watch);
        if (reset is not null)
        {
            features.Set<IHttpResetFeature>(watch);
        }

        return watch;
    }

    public void Abort()
    {
        _isBroken = true;
        _lifetime.Abort();
    }

    public void Reset(int errorCode)
    {
        _isBroken = true;
        _reset!.Reset(errorCode);
    }
}
