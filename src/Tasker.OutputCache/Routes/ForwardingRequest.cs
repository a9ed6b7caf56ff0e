using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Routes;

/// <summary>Hands every member of a request to the one that it wraps.</summary>
internal abstract class ForwardingRequest(IHttpRequestFeature inner) : IHttpRequestFeature
{
    protected IHttpRequestFeature Inner => inner;

    public virtual string Protocol
    {
        get => inner.Protocol;
        set => inner.Protocol = value;
    }

    public virtual string Scheme
    {
        get => inner.Scheme;
        set => inner.Scheme = value;
    }

    public string Method
    {
        get => inner.Method;
        set => inner.Method = value;
    }

    public virtual string PathBase
    {
        get => inner.PathBase;
        set => inner.PathBase = value;
    }

    public string Path
    {
        get => inner.Path;
        set => inner.Path = value;
    }

    public virtual string QueryString
    {
        get => inner.QueryString;
        set => inner.QueryString = value;
    }

    public virtual string RawTarget
    {
        get => inner.RawTarget;
        set => inner.RawTarget = value;
    }

    public virtual IHeaderDictionary Headers
    {
        get => inner.Headers;
        set => inner.Headers = value;
    }

    public Stream Body
    {
        get => inner.Body;
        set => inner.Body = value;
    }
}
