using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Keys;

/// <summary>The tags by which the entries of an endpoint are found by path: as it was asked for, as the cache saw it, and as the route reads it.</summary>
internal sealed class PathTags
{
    // Routing may have run before the application cut the path; then it is not known where it begins.
    private const int MaximumForms = 4;

    private readonly RoutePath? _route;
    private readonly CachedPaths? _paths;

    private PathTags(RoutePath? route, CachedPaths? paths)
    {
        _route = route;
        _paths = paths;
    }

    /// <summary>Gets the tags of an endpoint that no route leads to.</summary>
    public static PathTags Unrouted { get; } = new(null, null);

    /// <summary>Gets the route, or <see langword="null"/> if the endpoint has none.</summary>
    public RoutePath? Route => _route;

    public static PathTags Of(Endpoint endpoint, CacheParameterSet parameters, ResourceDimensions dimensions, CachedPaths paths)
    {
        return endpoint is RouteEndpoint route
            ? new PathTags(new RoutePath(route.RoutePattern, DefaultOf, (name, value) => dimensions.Canonicalize(TagText.NormalizeName(name), value)), paths)
            : new PathTags(null, paths);

        string? DefaultOf(string name)
        {
            foreach (var parameter in parameters.Parameters)
            {
                if (parameter.Source == CacheParameterSource.Route && parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return parameter.Default;
                }
            }

            return null;
        }
    }

    /// <summary>Lists the tags of a request, for the entry that it computes. Call before the handler runs: it may change the request.</summary>
    public List<string> ListOf(HttpContext context)
    {
        var request = context.Request;
        var seen = RequestPath.Of(request.PathBase, request.Path);
        var tags = new List<string>(2);
        seen.AddTags(tags);
        var isStray = !TryAddForms(seen, RequestPath.CountOf(request.PathBase), tags);
        if (RequestPath.TryReadTarget(context, out var asked) && asked.Text != seen.Text)
        {
            // Rewritten, or with a base path that a proxy has taken off.
            asked.AddTags(tags);
            isStray |= !TryAddForms(asked, 0, tags);
        }

        if (isStray)
        {
            tags.Add(TagText.StrayPath);
            _paths?.NoteStray();
        }

        if (request.PathBase.HasValue)
        {
            _paths?.NoteBase();
        }

        return tags;
    }

    /// <summary>Lists the tags of a request to an endpoint that the framework's policies cache.</summary>
    public static List<string> ListOfPlain(HttpContext context, PathString pathBase, PathString path)
    {
        var tags = new List<string>(3) { TagText.PlainPath };
        RequestPath.Of(pathBase, path).AddTags(tags);
        if (RequestPath.TryReadTarget(context, out var asked))
        {
            asked.AddTags(tags);
        }

        return tags;
    }

    private bool TryAddForms(RequestPath path, int start, List<string> tags)
    {
        if (_route is null)
        {
            return false;
        }

        if (_route.TryMatch(path, start, tags) || (start > 0 && _route.TryMatch(path, 0, tags)))
        {
            return true;
        }

        var forms = new List<string>();
        var isMatch = _route.TryMatch(path, mayBeBase: true, forms);
        tags.AddRange(forms.Take(MaximumForms).Except(tags).ToArray());
        return isMatch;
    }
}
