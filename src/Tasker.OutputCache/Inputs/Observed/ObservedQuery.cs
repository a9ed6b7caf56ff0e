using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The query. Its names alone say little, and are not noted.</summary>
internal sealed class ObservedQuery(InputObservation observation, IQueryFeature? feature, IHttpRequestFeature request) : IQueryFeature, IQueryCollection
{
    // What is there already is read before it is observed: it reads the query string whenever it is asked, to see whether that has changed.
    private readonly string _text = request.QueryString;
    private readonly IQueryCollection? _known = feature?.Query;
    private IQueryFeature? _own;

    private IQueryCollection Inner => _known is not null && request.QueryString == _text ? _known : Own.Query;

    // Made of the request itself: to read it is not to read the query string.
    private IQueryFeature Own => _own ??= new QueryFeature(MakeFeatures());

    private FeatureCollection MakeFeatures()
    {
        var features = new FeatureCollection();
        features.Set(request);
        return features;
    }

    public IQueryCollection Query
    {
        get => this;
        set => Own.Query = value is ObservedQuery { Inner: var inner } ? inner : value;
    }

    public int Count => Inner.Count;

    public ICollection<string> Keys => Inner.Keys;

    public StringValues this[string key]
    {
        get
        {
            observation.Note(InputKind.Query, key);
            return Inner[key];
        }
    }

    public bool ContainsKey(string key)
    {
        observation.Note(InputKind.Query, key);
        return Inner.ContainsKey(key);
    }

    public bool TryGetValue(string key, out StringValues value)
    {
        observation.Note(InputKind.Query, key);
        return Inner.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator()
    {
        observation.Note(InputKind.Query, IgnoredInputs.All);
        return Inner.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
