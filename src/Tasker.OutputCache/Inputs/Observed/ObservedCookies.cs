using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The cookies.</summary>
internal sealed class ObservedCookies(InputObservation observation, IRequestCookiesFeature? feature, IHttpRequestFeature request) : IRequestCookiesFeature, IRequestCookieCollection
{
    // As for the query: what is there already looks into the header whenever it is asked.
    private readonly StringValues _text = request.Headers.Cookie;
    private readonly IRequestCookieCollection? _known = feature?.Cookies;
    private IRequestCookiesFeature? _own;

    private IRequestCookieCollection Inner => _known is not null && request.Headers.Cookie == _text ? _known : Own.Cookies;

    private IRequestCookiesFeature Own => _own ??= new RequestCookiesFeature(MakeFeatures());

    private FeatureCollection MakeFeatures()
    {
        var features = new FeatureCollection();
        features.Set(request);
        return features;
    }

    public IRequestCookieCollection Cookies
    {
        get => this;
        set => Own.Cookies = value is ObservedCookies { Inner: var inner } ? inner : value;
    }

    public int Count => Inner.Count;

    public ICollection<string> Keys => Inner.Keys;

    public string? this[string key]
    {
        get
        {
            observation.Note(InputKind.Cookie, key);
            return Inner[key];
        }
    }

    public bool ContainsKey(string key)
    {
        observation.Note(InputKind.Cookie, key);
        return Inner.ContainsKey(key);
    }

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        observation.Note(InputKind.Cookie, key);
        return Inner.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        observation.Note(InputKind.Cookie, IgnoredInputs.All);
        return Inner.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
