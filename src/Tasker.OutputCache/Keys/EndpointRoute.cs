using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Parameters;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Engine;

/// <summary>Adds to a key what reaches the handler by way of routing and is not told by the declared values.</summary>
/// <remarks>
/// The path, where pattern and route values don't give it as it was sent (case, a slash at the end, defaults left out); route values
/// that the pattern does not have; what MVC binds from the query in place of an absent route value; the API version. Mostly there is
/// nothing to add, and finding that out allocates nothing.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class EndpointRoute
{
    private const int MaximumExtras = 16;

    // Marks that no value begins with: see KeyEscaping.
    private const string PathMark = ":%=";
    private const string RouteValueMark = ":%$";
    private const string QueryMark = ":%?";
    private const string VersionMark = ":%v";

    private readonly string[] _names;
    private readonly KeyValuePair<string, string>[] _constants;
    private readonly PathPart[]? _parts;
    private readonly string _tail = string.Empty;
    private readonly string[] _bound;
    private readonly bool _isVersioned;

    // Nothing but a path: most requests to such an endpoint end with two comparisons.
    private readonly bool _isPlain;

    internal EndpointRoute(Endpoint endpoint, CacheParameterSet parameters)
    {
        var names = new List<string>();
        foreach (var parameter in parameters.Parameters)
        {
            if (parameter.Source == CacheParameterSource.Route)
            {
                names.Add(parameter.Name);
            }
        }

        var action = endpoint.Metadata.GetMetadata<ActionDescriptor>();
        var pattern = (endpoint as RouteEndpoint)?.RoutePattern;
        _names = [.. names];
        _constants = [.. FindConstants(pattern, action).Where(pair => !names.Contains(pair.Key, StringComparer.OrdinalIgnoreCase))];
        _bound = action is null ? [] : [.. FindBound(names, action)];
        _isVersioned = ApiVersions.Find(endpoint.Metadata) is not null;
        if (pattern is not null)
        {
            _parts = PathPart.Split(pattern, out _tail);
        }

        Negotiates = action is not null;
        _isPlain = _parts is [] && !_isVersioned && _bound.Length == 0 && !Negotiates;
    }

    /// <summary>Gets a value indicating whether the form of the response is chosen by what the client accepts.</summary>
    internal bool Negotiates { get; }

    /// <summary>Tells whether a name of the query is in the key because it is bound in place of an absent route value.</summary>
    internal bool Binds(string name) => Array.Exists(_bound, bound => bound.Equals(name, StringComparison.OrdinalIgnoreCase));

    // What MVC takes from the query where the route does not have it: arguments, the handler of a page, the format of a response.
    private static IEnumerable<string> FindBound(IEnumerable<string> names, ActionDescriptor action)
    {
        var isPage = action.RouteValues.TryGetValue("page", out var page) && !string.IsNullOrEmpty(page);
        var hasFormat = action.FilterDescriptors?.Any(static filter => filter.Filter is FormatFilterAttribute) == true;
        return names
            .Concat(isPage ? ["handler"] : Array.Empty<string>())
            .Concat(hasFormat ? ["format"] : Array.Empty<string>())
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    // What the route or the action gives to every request: controller, action, area, page.
    private static IEnumerable<KeyValuePair<string, string>> FindConstants(RoutePattern? pattern, ActionDescriptor? action) =>
        (pattern?.Defaults ?? new Dictionary<string, object?>())
            .Concat(action?.RouteValues.Select(static pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)) ?? [])
            .Where(pair => pattern?.GetParameter(pair.Key) is null)
            .DistinctBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .Select(static pair => KeyValuePair.Create(pair.Key, Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? string.Empty));

    /// <summary>Appends what the declared values don't tell.</summary>
    /// <returns>Why there is no key, if there is none.</returns>
    internal KeyRefusal AppendTo(HttpContext context, ref KeyWriter writer)
    {
        // Not Request.RouteValues, which makes a collection where there is none.
        var values = (context.Features[typeof(IRouteValuesFeature)] as IRouteValuesFeature)?.RouteValues;
        var path = context.Request.Path.Value;
        return _isPlain && values is null or { Count: 0 } && string.Equals(path, _tail, StringComparison.Ordinal)
            ? KeyRefusal.None
            : Append(context, path ?? string.Empty, values, ref writer);
    }

    private KeyRefusal Append(HttpContext context, string path, RouteValueDictionary? values, ref KeyWriter writer)
    {
        if (_isVersioned && !TryAppendVersion(context, ref writer))
        {
            return KeyRefusal.Route;
        }

        if (Negotiates)
        {
            AcceptedTypes.AppendTo(ref writer, context.Request.Headers);
        }

        if (!IsTold(path, values))
        {
            writer.Append(PathMark);
            KeyEscaping.AppendKeyValue(ref writer, path);
        }

        if (values is { Count: > 0 } && CountExtras(values) is var extras and > 0 && (extras > MaximumExtras || !TryAppendExtras(values, ref writer)))
        {
            return KeyRefusal.Route;
        }

        return _bound.Length > 0 && context.Request.QueryString.HasValue ? AppendBound(context.Request.Query, values, ref writer) : KeyRefusal.None;
    }

    private static bool TryAppendVersion(HttpContext context, ref KeyWriter writer)
    {
        if (!ApiVersions.TryRead(context, out var version))
        {
            return false;
        }

        writer.Append(VersionMark);
        KeyEscaping.AppendKeyValue(ref writer, version);
        return true;
    }

    /// <summary>Tells whether the pattern, filled in with the route values, gives the path just as it was sent.</summary>
    private bool IsTold(ReadOnlySpan<char> path, RouteValueDictionary? values)
    {
        if (_parts is not { } parts)
        {
            return false;
        }

        var rest = path;
        foreach (var part in parts)
        {
            if (TextOf(values, part.Parameter) is not { Length: > 0 } value)
            {
                // An optional one: the path ends before it.
                return rest.Equals(part.End, StringComparison.Ordinal);
            }

            if (!rest.StartsWith(part.Before, StringComparison.Ordinal) || !rest[part.Before.Length..].StartsWith(value, StringComparison.Ordinal))
            {
                return false;
            }

            rest = rest[(part.Before.Length + value.Length)..];
        }

        return rest.Equals(_tail, StringComparison.Ordinal);
    }

    private static string? TextOf(RouteValueDictionary? values, string name) =>
        values is not null && values.TryGetValue(name, out var value) ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private int CountExtras(RouteValueDictionary values)
    {
        var count = 0;
        foreach (var (name, value) in values)
        {
            count += IsExtra(name, value) ? 1 : 0;
        }

        return count;
    }

    private bool IsExtra(string name, object? value)
    {
        foreach (var known in _names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        foreach (var (known, text) in _constants)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value is null ? text.Length > 0 : !string.Equals(value as string, text, StringComparison.Ordinal);
            }
        }

        return true;
    }

    private bool TryAppendExtras(RouteValueDictionary values, ref KeyWriter writer)
    {
        foreach (var (name, value) in values.Where(pair => IsExtra(pair.Key, pair.Value)).OrderBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            // The text of other objects says nothing of what is in them.
            if (value is not (null or string or IConvertible or IFormattable))
            {
                return false;
            }

            AppendNamed(ref writer, RouteValueMark, name);
            if (value is null)
            {
                writer.Append('*');
            }
            else
            {
                KeyEscaping.AppendKeyValue(ref writer, Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        return true;
    }

    private KeyRefusal AppendBound(IQueryCollection query, RouteValueDictionary? values, ref KeyWriter writer)
    {
        foreach (var name in _bound)
        {
            if (TextOf(values, name) is { Length: > 0 })
            {
                continue;
            }

            foreach (var key in query.Keys)
            {
                // "id[0]" and "id.x" are bound to it too.
                if (key.Length > name.Length && key[name.Length] is '[' or '.' && key.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                {
                    return KeyRefusal.Route;
                }
            }

            if (!query.TryGetValue(name, out var bound))
            {
                continue;
            }

            if (bound.Count > ParameterReader.MaximumValues)
            {
                return KeyRefusal.TooManyValues;
            }

            AppendNamed(ref writer, QueryMark, name);
            for (var i = 0; i < bound.Count; i++)
            {
                writer.Append(i > 0 ? "*" : string.Empty);
                KeyEscaping.AppendKeyValue(ref writer, bound[i]);
            }
        }

        return KeyRefusal.None;
    }

    private static void AppendNamed(ref KeyWriter writer, string mark, string name)
    {
        writer.Append(mark);
        KeyEscaping.AppendKeyValue(ref writer, TagText.NormalizeName(name));
        writer.Append(':');
    }
}
