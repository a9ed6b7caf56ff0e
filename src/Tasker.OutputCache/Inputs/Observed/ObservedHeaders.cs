using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The headers. To list their names, or to count them, is to read all of them.</summary>
internal sealed class ObservedHeaders(InputObservation observation, IHeaderDictionary headers) : IHeaderDictionary
{
    public IHeaderDictionary Inner => headers;

    public StringValues this[string key]
    {
        get
        {
            Note(key);
            return headers[key];
        }
        set => headers[key] = value;
    }

    public long? ContentLength
    {
        // A request with a body is not cached.
        get => headers.ContentLength;
        set => headers.ContentLength = value;
    }

    public ICollection<string> Keys => Noted.Keys;

    public ICollection<StringValues> Values => Noted.Values;

    public int Count => Noted.Count;

    private IHeaderDictionary Noted
    {
        get
        {
            observation.Note(InputKind.Header, IgnoredInputs.All);
            return headers;
        }
    }

    public bool IsReadOnly => headers.IsReadOnly;

    public bool TryGetValue(string key, out StringValues value)
    {
        Note(key);
        return headers.TryGetValue(key, out value);
    }

    public bool ContainsKey(string key)
    {
        Note(key);
        return headers.ContainsKey(key);
    }

    public bool Contains(KeyValuePair<string, StringValues> item)
    {
        Note(item.Key);
        return headers.Contains(item);
    }

    private void Note(string name)
    {
        switch (name)
        {
            case "Host" or "host":
                observation.Note(InputKind.Request, RequestInput.Host);
                break;
            case "Cookie" or "cookie":
                observation.Note(InputKind.Cookie, IgnoredInputs.All);
                break;
            default:
                observation.Note(InputKind.Header, name);
                break;
        }
    }

    public void Add(string key, StringValues value) => headers.Add(new KeyValuePair<string, StringValues>(key, value));

    public void Add(KeyValuePair<string, StringValues> item) => headers.Add(item);

    public bool Remove(string key) => headers.Remove(key);

    public bool Remove(KeyValuePair<string, StringValues> item) => headers.Remove(item);

    public void Clear() => headers.Clear();

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => Noted.CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => Noted.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
