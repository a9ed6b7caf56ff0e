using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Inputs.Observed;

/// <summary>The query. To list its names, or to count them, is to read all of it: what a handler does with a name that is not there yet would not be seen.</summary>
internal sealed class ObservedQuery(InputObservation observation, ObservedRequest request) : IQueryCollection
{
    /// <summary>Gets what is passed on.</summary>
    public IQueryCollection Inner => request.Query;

    public int Count => Noted.Count;

    public ICollection<string> Keys => Noted.Keys;

    private IQueryCollection Noted
    {
        get
        {
            observation.Note(InputKind.Query, IgnoredInputs.All);
            return Inner;
        }
    }

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

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => Noted.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
