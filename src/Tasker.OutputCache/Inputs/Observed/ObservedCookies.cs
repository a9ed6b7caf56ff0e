using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The cookies. To list their names, or to count them, is to read all of them.</summary>
internal sealed class ObservedCookies(InputObservation observation, ObservedRequest request) : IRequestCookieCollection
{
    /// <summary>Gets what is passed on.</summary>
    public IRequestCookieCollection Inner => request.Cookies;

    public int Count => Noted.Count;

    public ICollection<string> Keys => Noted.Keys;

    private IRequestCookieCollection Noted
    {
        get
        {
            observation.Note(InputKind.Cookie, IgnoredInputs.All);
            return Inner;
        }
    }

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

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Noted.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
