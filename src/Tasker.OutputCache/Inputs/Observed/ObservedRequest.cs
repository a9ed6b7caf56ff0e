using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The message. Method, path and base path are in the key, and a body is none: such requests are not cached.</summary>
internal sealed class ObservedRequest(InputObservation observation, IHttpRequestFeature request) : IHttpRequestFeature
{
    private ObservedHeaders? _headers;

    public string Protocol
    {
        get
        {
            observation.Note(InputKind.Request, RequestInput.Protocol);
            return request.Protocol;
        }
        set => request.Protocol = value;
    }

    public string Scheme
    {
        get
        {
            observation.Note(InputKind.Request, RequestInput.Scheme);
            return request.Scheme;
        }
        set => request.Scheme = value;
    }

    public string Method
    {
        get => request.Method;
        set => request.Method = value;
    }

    public string PathBase
    {
        get => request.PathBase;
        set => request.PathBase = value;
    }

    public string Path
    {
        get => request.Path;
        set => request.Path = value;
    }

    public string QueryString
    {
        get
        {
            observation.Note(InputKind.Query, EndpointInputs.RawQuery);
            return request.QueryString;
        }
        set => request.QueryString = value;
    }

    public string RawTarget
    {
        get
        {
            observation.Note(InputKind.Request, RequestInput.RawTarget);
            return request.RawTarget;
        }
        set => request.RawTarget = value;
    }

    public IHeaderDictionary Headers
    {
        get => _headers ??= new ObservedHeaders(observation, request.Headers);
        set
        {
            request.Headers = value is ObservedHeaders { Inner: var inner } ? inner : value;
            _headers = null;
        }
    }

    public Stream Body
    {
        get => request.Body;
        set => request.Body = value;
    }
}
