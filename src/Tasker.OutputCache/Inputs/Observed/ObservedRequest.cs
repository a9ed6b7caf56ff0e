using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The message, with its query and its cookies. Method, path and base path are in the key, and a body is none: such requests are not cached.</summary>
/// <remarks>One object for three features: every computation makes it, and few read all of it.</remarks>
internal sealed class ObservedRequest(InputObservation observation, IFeatureCollection features, IHttpRequestFeature request, IQueryFeature? query, IRequestCookiesFeature? cookies)
    : ForwardingRequest(request), IQueryFeature, IRequestCookiesFeature
{
    private IQueryFeature? _queryFeature = query;
    private IRequestCookiesFeature? _cookiesFeature = cookies;
    private ObservedHeaders? _headers;
    private ObservedQuery? _query;
    private ObservedCookies? _cookies;

    IQueryCollection IQueryFeature.Query
    {
        get => _query ??= new ObservedQuery(observation, this);
        set => QueryFeature.Query = value is ObservedQuery { Inner: var inner } ? inner : value;
    }

    IRequestCookieCollection IRequestCookiesFeature.Cookies
    {
        get => _cookies ??= new ObservedCookies(observation, this);
        set => CookiesFeature.Cookies = value is ObservedCookies { Inner: var inner } ? inner : value;
    }

    /// <summary>Gets the query that is not observed.</summary>
    public IQueryCollection Query
    {
        get
        {
            // It looks into the query string whenever it is asked, to see whether that has changed.
            using var own = InputObservation.Pause();
            return QueryFeature.Query;
        }
    }

    /// <summary>Gets the cookies that are not observed.</summary>
    public IRequestCookieCollection Cookies
    {
        get
        {
            using var own = InputObservation.Pause();
            return CookiesFeature.Cookies;
        }
    }

    // The framework makes these when they are asked for, and would find the observed ones.
    private IQueryFeature QueryFeature => _queryFeature ??= new QueryFeature(features);

    private IRequestCookiesFeature CookiesFeature => _cookiesFeature ??= new RequestCookiesFeature(features);

    public override string Protocol
    {
        get => Noted(InputKind.Request, RequestInput.Protocol).Protocol;
        set => Inner.Protocol = value;
    }

    public override string Scheme
    {
        get => Noted(InputKind.Request, RequestInput.Scheme).Scheme;
        set => Inner.Scheme = value;
    }

    public override string QueryString
    {
        get => Noted(InputKind.Query, EndpointInputs.RawQuery).QueryString;
        set => Inner.QueryString = value;
    }

    public override string RawTarget
    {
        get => Noted(InputKind.Request, RequestInput.RawTarget).RawTarget;
        set => Inner.RawTarget = value;
    }

    public override IHeaderDictionary Headers
    {
        get => _headers ??= new ObservedHeaders(observation, Inner.Headers);
        set
        {
            Inner.Headers = value is ObservedHeaders { Inner: var inner } ? inner : value;
            _headers = null;
        }
    }

    private IHttpRequestFeature Noted(InputKind kind, string name)
    {
        observation.Note(kind, name);
        return Inner;
    }
}
